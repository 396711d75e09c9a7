using System.Buffers.Binary;

namespace IntervenGen.VirtualFranka.Tests;

/// <summary>Every number of every request, replaced by what is none, by a client that knows nothing of the server's tables.</summary>
public sealed class BadNumberTests
{
    private static readonly double[] s_unit = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
    private static readonly double[] s_bad =
        [double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1e300, -1e300];

    public static TheoryData<int> Versions => [5, 6, 7, 8, 9, 10];

    [Theory]
    [MemberData(nameof(Versions))]
    public void A_setter_with_a_bad_number_is_an_invalid_argument(int version)
    {
        using VirtualRobot robot = Serve(version);
        using var session = new RawSession(robot, version);
        foreach ((uint command, double[] good) in Setters(version))
        {
            Assert.Equal((byte)0, session.Ask(command, RawSession.Doubles(good))[12]);
            for (int i = 0; i < good.Length; i++)
            {
                foreach (double bad in s_bad)
                {
                    byte status = session.Ask(command, RawSession.Doubles([.. good[..i], bad, .. good[(i + 1)..]]))[12];
                    Assert.True(status == 2, $"command {command}, number {i} is {bad}: status {status}");
                }
            }
        }

        AssertWorks(robot, session);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void A_motion_with_a_bad_number_is_an_invalid_argument(int version)
    {
        using VirtualRobot robot = Serve(version);
        using var session = new RawSession(robot, version);
        // Two modes, six deviations; from version 10 on a flag for asynchronous motions and seven speeds.
        byte[] good = new byte[session.Layout.MoveSize - 12];
        for (int i = 0; i < 6; i++)
            BinaryPrimitives.WriteDoubleLittleEndian(good.AsSpan(8 + (8 * i)), 1);
        int[] offsets = [.. Enumerable.Range(0, 6).Select(i => 8 + (8 * i))];
        if (version == 10)
        {
            good[56] = 1;
            for (int i = 0; i < 7; i++)
                BinaryPrimitives.WriteDoubleLittleEndian(good.AsSpan(57 + (8 * i)), 1);
            offsets = [.. offsets, .. Enumerable.Range(0, 7).Select(i => 57 + (8 * i))];
        }

        foreach (int offset in offsets)
        {
            foreach (double bad in (double[])[.. s_bad, -1])
            {
                byte[] body = [.. good];
                BinaryPrimitives.WriteDoubleLittleEndian(body.AsSpan(offset), bad);
                byte status = session.Ask(1, body)[12];
                Assert.True(status == (version == 5 ? 5 : 7), $"offset {offset} is {bad}: status {status}");
            }
        }

        AssertWorks(robot, session);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Loads_and_frames_that_no_solid_has_are_invalid_arguments(int version)
    {
        using VirtualRobot robot = Serve(version);
        using var session = new RawSession(robot, version);
        uint frame = version == 5 ? 8u : 7u, load = version == 5 ? 10u : 9u;
        double[] small = [1e-3, 0, 0, 0, 1e-3, 0, 0, 0, 1e-3];
        (uint Command, double[] Numbers)[] wrong =
        [
            (load, [1000, 0, 0, 0, .. small]),
            (load, [-1, 0, 0, 0, .. small]),
            (load, [1, 0, 0, 3, .. small]),
            // Negative about an axis; negative about a slanted one; not symmetric.
            (load, [1, 0, 0, 0, 1e-3, 0, 0, 0, -1e-3, 0, 0, 0, 1e-3]),
            (load, [1, 0, 0, 0, 1e-3, 0.1, 0, 0.1, 1e-3, 0, 0, 0, 1e-3]),
            (load, [1, 0, 0, 0, 1e-3, 5e-4, 0, 0, 1e-3, 0, 0, 0, 1e-3]),
            (load, [1, 0, 0, 0, 50, 0, 0, 0, 50, 0, 0, 0, 50]),
            // A left hand, and unit columns that are not square to each other.
            (frame, [-1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]),
            (frame + 1, [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 1]),
            (frame, [1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]),
            (frame, [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 50, 1]),
        ];
        foreach ((uint command, double[] numbers) in wrong)
            Assert.True(session.Ask(command, RawSession.Doubles(numbers))[12] == 2, string.Join(' ', numbers));
        AssertWorks(robot, session);
    }

    [Fact]
    public void The_largest_load_that_is_taken_does_not_upset_the_arm()
    {
        using VirtualRobot robot = Serve(10);
        using var session = new RawSession(robot, 10);
        byte[] load = RawSession.Doubles(5, 0.3, 0, 0.4, 1, 0, 0, 0, 1, 0, 0, 0, 1);
        Assert.Equal((byte)0, session.Ask(9, load)[12]);
        Assert.Equal((byte)0, session.Ask(4, RawSession.Doubles([.. Enumerable.Repeat(14250.0, 7)]))[12]);
        session.Next();
        for (ulong from = session.MessageId; session.MessageId < from + 500;)
            session.Next();
        AssertWorks(robot, session);
    }

    [Fact]
    public void A_gripper_action_with_a_bad_number_fails_at_once()
    {
        using VirtualRobot robot = Serve(10);
        using var gripper = new RawGripper(robot);
        // Width and speed; width, tolerances, speed and force.
        (byte Command, double[] Numbers)[] actions = [(3, [0.04, 0.1]), (2, [0.04, 0.005, 0.005, 0.1, 30])];
        foreach ((byte command, double[] good) in actions)
        {
            for (int i = 0; i < good.Length; i++)
            {
                foreach (double bad in (double[])[.. s_bad, -1, .. i == good.Length - (command == 3 ? 1 : 2) ? (double[])[0, 1e-300] : []])
                {
                    int status = gripper.Status(command, [.. good[..i], bad, .. good[(i + 1)..]]);
                    Assert.True(status == 1, $"command {command}, number {i} is {bad}: status {status}");
                }
            }
        }

        Assert.Equal(0, gripper.Status(3, 0.06, 0.2));
        Assert.InRange(gripper.Width(), 0.055, 0.085);
        Assert.Equal(0, robot.Counts.Rebuilds);
    }

    private static IEnumerable<(uint Command, double[] Good)> Setters(int version)
    {
        uint collision = version == 5 ? 4u : 3u;
        yield return (collision, [.. Enumerable.Repeat(20.0, 52)]);
        yield return (collision + 1, [.. Enumerable.Repeat(2000.0, 7)]);
        yield return (collision + 2, [2000, 2000, 2000, 200, 200, 200]);
        yield return (collision + 4, s_unit);
        yield return (collision + 5, s_unit);
        yield return (collision + 6, [0.1, 0, 0, 0.1, 1e-3, 0, 0, 0, 1e-3, 0, 0, 0, 1e-3]);
        if (version == 5)
            yield return (11, [100, 100, 100, 100, 100]);
    }

    private static void AssertWorks(VirtualRobot robot, RawSession session)
    {
        session.Fresh();
        Assert.Equal((byte)1, session.RobotMode);
        for (int i = 0; i < 7; i++)
            Assert.True(double.IsFinite(session.Number(session.Layout.Position, i)));
        Assert.Equal(0, robot.Counts.Rebuilds);
        robot.ThrowIfFaulted();
    }

    private static VirtualRobot Serve(int version) => new(new VirtualRobotOptions
    {
        Version = Robot.Version(version),
        Port = 0,
        GripperPort = 0,
        Clock = RobotClock.LockStep,
        AnswerWait = TimeSpan.FromSeconds(2),
    });
}
