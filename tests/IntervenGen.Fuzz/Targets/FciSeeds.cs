using IntervenGen.Franka;
using IntervenGen.Franka.Wire;

namespace IntervenGen.Fuzz.Targets;

/// <summary>What a well-behaved client sends to a robot, for each version: one script per request.</summary>
internal static class FciSeeds
{
    private static readonly double[] s_identity = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];

    /// <summary>The scripts of a version; as many for each.</summary>
    public static IEnumerable<Script> Of(FciVersion version, byte detail, byte arm, byte hand, byte link, byte control)
    {
        // A port that nobody listens at: states go nowhere.
        byte[] connect = Robot(version, FciRequest.Connect, 0, [(byte)version.Number, 0, 9, 0]);
        byte[] move = Move(version, ControllerMode.JointImpedance, MotionGeneratorMode.JointVelocity);
        foreach (FciRequest request in Enum.GetValues<FciRequest>().Where(request => request != FciRequest.Connect))
        {
            FciRequest asked = version.Has(request) ? request : FciRequest.StopMove;
            yield return new Script(arm, detail, [connect, Robot(version, asked, 1, asked == FciRequest.Move ? move : Body(asked))]);
        }

        byte[] gripperConnect = Gripper(GripperRequest.Connect, 0, [3, 0, 9, 0]);
        yield return new Script(hand, detail, [gripperConnect, Gripper(GripperRequest.Homing, 1, []), Gripper(GripperRequest.Stop, 2, [])]);
        yield return new Script(hand, detail, [gripperConnect, Gripper(GripperRequest.Move, 1, Numbers(0.04, 0.1))]);
        yield return new Script(hand, detail, [gripperConnect, Gripper(GripperRequest.Grasp, 1, Numbers(0.04, 0.01, 0.01, 0.1, 20))]);
        yield return new Script(link, detail, [Command(version, 1), Command(version, 2)]);
        yield return new Script(link, detail, [Command(version, 1), [], Command(version, 2)]);
        foreach (MotionGeneratorMode generator in Enum.GetValues<MotionGeneratorMode>().Where(mode => mode != MotionGeneratorMode.Idle))
        {
            foreach (ControllerMode controller in Enum.GetValues<ControllerMode>().Where(mode => mode != ControllerMode.Other))
            {
                byte[][] commands = [Command(version, 1), Command(version, 2), Command(version, 3)];
                yield return new Script(control, detail, [Numbers(Load), Move(version, controller, generator), .. commands]);
            }
        }
    }

    private static double[] Load => [0.5, 0, 0, 0.05, 0.001, 0, 0, 0, 0.001, 0, 0, 0, 0.001];

    private static byte[] Body(FciRequest request) => request switch
    {
        FciRequest.SetCollisionBehavior => Numbers([.. Enumerable.Repeat(20.0, 52)]),
        FciRequest.SetJointImpedance => Numbers([.. Enumerable.Repeat(3000.0, 7)]),
        FciRequest.SetCartesianImpedance => Numbers([2000, 2000, 2000, 100, 100, 100]),
        FciRequest.SetEEToK or FciRequest.SetNEToEE => Numbers(s_identity),
        FciRequest.SetLoad => Numbers(Load),
        FciRequest.SetFilters => Numbers([.. Enumerable.Repeat(100.0, 5)]),
        FciRequest.SetGuidingMode => [1, 1, 1, 0, 0, 0, 1],
        FciRequest.GetCartesianLimit => [1, 0, 0, 0],
        FciRequest.LoadModelLibrary => [0, 0],
        _ => [],
    };

    private static byte[] Move(FciVersion version, ControllerMode controller, MotionGeneratorMode generator)
    {
        byte[] body = new byte[version.MoveRequestSize - RobotHeader.Size];
        new MoveRequest
        {
            ControllerMode = controller,
            MotionGeneratorMode = generator,
            PathDeviation = PoseDeviation.Unbounded,
            GoalDeviation = PoseDeviation.Unbounded,
            MaximumVelocity = JointNumbers.All(1),
        }.Write(version, body);
        return body;
    }

    private static byte[] Command(FciVersion version, ulong id)
    {
        var command = new RobotCommand { MessageId = id };
        VirtualFranka.VirtualRobotOptions.Ready.CopyTo(command.Positions);
        s_identity.CopyTo(command.BaseFromEndEffector);
        byte[] bytes = new byte[version.RobotCommandSize];
        command.Write(version, bytes);
        return bytes;
    }

    /// <summary>A message between robot and driver, either way: header and body.</summary>
    internal static byte[] Robot(FciVersion version, FciRequest request, uint id, byte[] body)
    {
        byte[] bytes = new byte[RobotHeader.Size + body.Length];
        new RobotHeader(version.CommandId(request), id, (uint)bytes.Length).Write(bytes);
        body.CopyTo(bytes, RobotHeader.Size);
        return bytes;
    }

    /// <summary>A message between gripper and driver, either way: header and body.</summary>
    internal static byte[] Gripper(GripperRequest request, uint id, byte[] body)
    {
        byte[] bytes = new byte[GripperHeader.Size + body.Length];
        new GripperHeader(request, id, (uint)bytes.Length).Write(bytes);
        body.CopyTo(bytes, GripperHeader.Size);
        return bytes;
    }

    private static byte[] Numbers(params double[] numbers)
    {
        byte[] bytes = new byte[8 * numbers.Length];
        SetterBody.Write(bytes, numbers);
        return bytes;
    }
}
