using System.Net;
using System.Net.Sockets;
using IntervenGen.Core;
using IntervenGen.Franka;
using IntervenGen.Franka.Connection;
using IntervenGen.Franka.Wire;
using IntervenGen.Numerics;

namespace IntervenGen.Fuzz.Targets;

/// <summary>The driver's side of the robot: bodies and datagrams alone, and whole connections before a peer that says anything.</summary>
/// <remarks>Of a script's messages those that begin with 'U' go to the port for states, the others into the connection.</remarks>
internal sealed class FciDriverTarget : FuzzTarget
{
    private const byte Readers = 0, Stream = 1, Robot = 2, Gripper = 3;
    private const byte Datagram = (byte)'U', Answer = (byte)'T';
    private static readonly TimeSpan s_wait = TimeSpan.FromMilliseconds(40);

    private static readonly FciRequest[] s_asked =
    [
        FciRequest.StopMove, FciRequest.AutomaticErrorRecovery, FciRequest.SetJointImpedance, FciRequest.GetCartesianLimit,
        FciRequest.GetRobotModel,
    ];

    private readonly ScriptedPeer _robot = new(RobotHeader.Size + ConnectBody.RequestSize);
    private readonly ScriptedPeer _gripper = new(GripperHeader.Size + ConnectBody.RequestSize);
    private readonly Socket _udp = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);

    public override string Name => "fci-driver";

    public override bool Run(byte[] input)
    {
        var script = Script.Parse(input);
        FciVersion version = FciVersion.All[script.Detail % FciVersion.All.Count];
        return (script.Kind % 4) switch
        {
            Readers => ReadAll(script, version),
            Stream => ReadStates(script, version),
            Robot => ConnectRobot(script, version),
            _ => ConnectGripper(script),
        };
    }

    public override void Dispose()
    {
        _robot.Dispose();
        _gripper.Dispose();
        _udp.Dispose();
        base.Dispose();
    }

    protected override IEnumerable<byte[]> MakeSeeds()
    {
        for (byte i = 0; i < FciVersion.All.Count; i++)
        {
            FciVersion version = FciVersion.All[i];
            byte[] state = State(version, 1), later = State(version, 2);
            byte[] connected = FciSeeds.Robot(version, FciRequest.Connect, 0, [0, (byte)version.Number, 0]);
            byte[] wall = new byte[CartesianLimit.AnswerSize];
            new CartesianLimit { BaseFromBox = Pose.Identity }.Write(0, wall);
            yield return new Script(Readers, i, [state, wall, [0, 10, 0], new byte[23]]).ToBytes();
            yield return new Script(Stream, i, [state, later]).ToBytes();
            yield return new Script(Robot, i,
            [
                [Answer, .. connected], [Datagram, .. state],
                .. FciRequestsOf(version).Select((request, id) =>
                {
                    byte[] body = request == FciRequest.GetCartesianLimit ? wall : [0, .. "<robot/>"u8];
                    return (byte[])[Answer, .. FciSeeds.Robot(version, request, (uint)id + 1, body)];
                }),
            ]).ToBytes();
        }

        byte[] gripperState = new byte[GripperState.Size];
        new GripperState(1, 0.04, 0.08, false, 30).Write(gripperState);
        yield return new Script(Gripper, 0,
        [
            [Answer, .. FciSeeds.Gripper(GripperRequest.Connect, 0, [0, 0, 3, 0])], [Datagram, .. gripperState],
            [Answer, .. FciSeeds.Gripper(GripperRequest.Homing, 1, [0, 0])], [Answer, .. FciSeeds.Gripper(GripperRequest.Move, 2, [2, 0])],
            [Answer, .. FciSeeds.Gripper(GripperRequest.Grasp, 3, [0, 0])], [Answer, .. FciSeeds.Gripper(GripperRequest.Stop, 4, [0, 0])],
        ]).ToBytes();
    }

    // Connections cost a hundred times what a datagram does: two inputs of three have none.
    protected override int Pick(long iteration, ref CounterRandom random)
    {
        int picked = random.NextInt32(Seeds.Count);
        for (int tries = 0; tries < 2 && Seeds[picked][0] >= Robot; tries++)
            picked = random.NextInt32(Seeds.Count);
        return picked;
    }

    protected override byte[] Mutate(byte[] seed, ref CounterRandom random) => Script.Parse(seed).Mutated(Seeds, ref random).ToBytes();

    // Every reader of a body sees every message, whatever it is of.
    private static bool ReadAll(Script script, FciVersion version)
    {
        int taken = 0;
        var state = new RobotState();
        foreach (byte[] message in script.Messages)
        {
            Action[] readers =
            [
                () => version.State.Read(message, state), () => RobotStateLayout.MessageId(message), () => RobotHeader.Read(message),
                () => ConnectBody.ReadRequest(message), () => ConnectBody.ReadAnswer(message), () => MoveRequest.Read(version, message),
                () => CartesianLimit.ReadRequest(message), () => CartesianLimit.Read(message), () => GuidingFreedom.Read(message),
                () => ModelLibraryRequest.Read(message), () => GripperHeader.Read(message), () => GripperHeader.ReadStatus(message),
                () => GripperState.Read(message), () => GraspRequest.Read(message), () => FingerMoveRequest.Read(message),
            ];
            foreach (Action reader in readers)
                taken += Try(reader) ? 1 : 0;
        }

        return taken > 0;
    }

    private bool ReadStates(Script script, FciVersion version)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var states = new StateStream(socket, IPAddress.Loopback, version);
        foreach (byte[] message in script.Messages)
            _udp.SendTo(message, socket.LocalEndPoint!);
        states.Next(new RobotState(), TimeSpan.Zero);
        return states.Counts.Received > 0;
    }

    private bool ConnectRobot(Script script, FciVersion version)
    {
        _robot.Answer = (client, request) => Say(client, script, request.AsSpan(RobotHeader.Size));
        FciOptions options = Options(_robot.Port) with { FirstVersion = version };
        using FciConnection robot = FciConnection.Connect("127.0.0.1", options);
        int taken = 0;
        foreach (FciRequest request in FciRequestsOf(robot.Version))
        {
            taken += Try(() =>
            {
                switch (request)
                {
                    case FciRequest.StopMove: robot.StopMove(); break;
                    case FciRequest.AutomaticErrorRecovery: robot.AutomaticErrorRecovery(); break;
                    case FciRequest.SetJointImpedance: robot.SetJointImpedance(JointNumbers.All(100)); break;
                    case FciRequest.GetCartesianLimit: robot.GetCartesianLimit(1); break;
                    default: _ = robot.GetRobotModel(); break;
                }
            }) ? 1 : 0;
        }

        return taken > 0;
    }

    private bool ConnectGripper(Script script)
    {
        _gripper.Answer = (client, request) => Say(client, script, request.AsSpan(GripperHeader.Size));
        using GripperConnection gripper = GripperConnection.Connect("127.0.0.1", Options(_gripper.Port));
        int taken = Try(gripper.Homing) ? 1 : 0;
        taken += Try(() => gripper.Move(0.04, 0.1)) ? 1 : 0;
        taken += Try(() => gripper.Grasp(new GraspRequest(0.02, 0.01, 0.01, 0.1, 20))) ? 1 : 0;
        taken += Try(gripper.Stop) ? 1 : 0;
        taken += Try(() => gripper.ReadState()) ? 1 : 0;
        // Ends where all has been taken, however empty the datagrams are.
        taken += Try(() => gripper.TryReadState(out _)) ? 1 : 0;
        return taken > 1;
    }

    private void Say(Socket client, Script script, ReadOnlySpan<byte> connectBody)
    {
        ushort statePort = ConnectBody.ReadRequest(connectBody).StatePort;
        foreach (byte[] message in script.Messages)
        {
            ReadOnlySpan<byte> rest = message.AsSpan(Math.Min(1, message.Length));
            if (message.Length > 0 && message[0] == Datagram && statePort != 0)
                _udp.SendTo(rest, SocketFlags.None, new IPEndPoint(IPAddress.Loopback, statePort));
            else if (rest.Length > 0)
                client.Send(rest);
        }
    }

    private static IEnumerable<FciRequest> FciRequestsOf(FciVersion version) => s_asked.Where(version.Has);

    private static FciOptions Options(int port) => new()
    {
        Port = port,
        GripperPort = port,
        ConnectTimeout = s_wait,
        StateTimeout = s_wait,
        CommandTimeout = s_wait,
        GripperTimeout = s_wait,
        RecoveryTimeout = s_wait,
    };

    private static bool Try(Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (IntervenGenException)
        {
            return false;
        }
    }

    private static byte[] State(FciVersion version, ulong id)
    {
        byte[] bytes = new byte[version.State.Size];
        version.State.Write(new RobotState { MessageId = id, RobotMode = RobotMode.Idle, CommandSuccessRate = 0.5 }, bytes);
        return bytes;
    }
}
