using IntervenGen.Franka;
using IntervenGen.Franka.Model;
using IntervenGen.Franka.Wire;
using IntervenGen.VirtualFranka;
using IntervenGen.VirtualFranka.Control;
using IntervenGen.VirtualFranka.World;

namespace IntervenGen.Fuzz.Targets;

/// <summary>The virtual controller without sockets: a setting, a motion, and a command in each millisecond after it.</summary>
internal sealed class ControlRig : IDisposable
{
    private const int Settling = 3;

    private readonly VirtualWorld _world;
    private readonly ArmLimits _limits;
    private readonly FrankaArm _arm;
    private readonly RobotCommand _command = new();

    public ControlRig(FciVersion version)
    {
        Version = version;
        _arm = version.Number <= 5 ? FrankaArm.Panda : FrankaArm.Fr3;
        _limits = ArmLimits.Of(version);
        _world = new VirtualWorld(_arm, _limits);
    }

    public FciVersion Version { get; }

    /// <summary>Gives messages to a controller in a world at rest.</summary>
    /// <param name="messages">Bodies of setters and of a motion by their lengths, and command datagrams.</param>
    /// <returns>Whether a motion took a command.</returns>
    public bool Run(IReadOnlyList<byte[]> messages)
    {
        var options = new VirtualRobotOptions();
        JointNumbers ready = VirtualRobotOptions.Ready;
        _world.Reset(ready, 0.08, options.WorldFromCube);
        var box = new ControlBox(_world, _arm, _limits, Version, new ControlTiming { SwitchDelay = 0, RecoveryTime = 0 });
        bool hasMoved = false;
        foreach (byte[] message in messages)
        {
            if (message.Length == Version.MoveRequestSize - RobotHeader.Size)
            {
                box.Begin(MoveRequest.Read(Version, message));
                box.Advance(null, 0);
            }
            else if (SetterOf(message.Length) is { } setter)
            {
                double[] numbers = new double[SetterBody.Numbers(setter)];
                SetterBody.Read(message, numbers);
                box.Set(setter, numbers);
            }
            else
            {
                _command.Read(Version, message);
                box.Advance(_command, 0);
                hasMoved |= box.HasCommand;
            }
        }

        for (int i = 0; i < Settling; i++)
            box.Advance(null, 0);
        // What goes out must be what the driver can read.
        byte[] state = new byte[Version.State.Size];
        Version.State.Write(box.State, state);
        Version.State.Read(state, new RobotState());
        return hasMoved;
    }

    public void Dispose() => _world.Dispose();

    private static FciRequest? SetterOf(int bytes) => bytes switch
    {
        8 * 7 => FciRequest.SetJointImpedance,
        8 * 6 => FciRequest.SetCartesianImpedance,
        8 * 16 => FciRequest.SetNEToEE,
        8 * 13 => FciRequest.SetLoad,
        8 * 52 => FciRequest.SetCollisionBehavior,
        8 * 5 => FciRequest.SetFilters,
        _ => null,
    };
}
