using System.Net;
using System.Net.Sockets;
using IntervenGen.Franka;
using IntervenGen.Franka.Motion;

namespace IntervenGen.VirtualFranka.Tests;

/// <summary>What tests of other people's programs do to a robot by lines of text, and what it tells of its motions.</summary>
public sealed class RemoteControlTests : IDisposable
{
    private readonly Robot _robot = new(answerWait: TimeSpan.FromMilliseconds(2));
    private readonly RemoteControl _control;

    public RemoteControlTests() => _control = new RemoteControl(_robot.Server, IPAddress.Loopback, 0);

    public void Dispose()
    {
        _control.Dispose();
        _robot.Dispose();
    }

    [Fact]
    public void A_stop_aborts_a_motion_and_a_release_lets_the_next_one_begin()
    {
        var fault = Assert.Throws<FrankaMotionException>(() => Hold(onHalf: () => Assert.Equal("ok", _control.Answer("stop"))));
        Assert.Equal(FciStatus.EmergencyAborted, fault.Status);
        Assert.Equal("ok", _control.Answer("release"));
        _robot.Client.AutomaticErrorRecovery();
        Hold();
    }

    [Fact]
    public void A_push_at_a_point_is_felt_and_ends_with_its_time()
    {
        Assert.Equal("ok", _control.Answer("push 7 0 15 0 400 0 0 0.1"));
        WaitFor(200);
        double felt = _robot.State()[StateField.BaseWrench][1];
        Assert.Equal(-15, felt, 1.5);
        WaitFor(600);
        Assert.Equal(0, _robot.State()[StateField.BaseWrench][1], 0.1);
    }

    [Fact]
    public void A_network_that_fails_for_long_ends_a_motion_and_for_short_does_not()
    {
        Hold(onHalf: () => Assert.Equal("ok", _control.Answer("fail 10")));
        var fault = Assert.Throws<FrankaMotionException>(() => Hold(onHalf: () => _control.Answer("fail 60")));
        Assert.Equal(["communication_constraints_violation"], fault.Reason.Names);
    }

    [Fact]
    public void An_idle_arm_is_put_elsewhere()
    {
        Assert.Equal("ok", _control.Answer("posture 0.1 -0.5 0 -2 0 1.6 0.8"));
        Assert.Equal(0.1, _robot.State().Positions[0], 1e-6);
        Assert.StartsWith("error", _control.Answer("posture 9 -0.5 0 -2 0 1.6 0.8"), StringComparison.Ordinal);
        Assert.Equal("ok", _control.Answer("cube 0.5 0.1 -0.05"));
        Assert.Equal(0.1, _robot.Server.Invoke(world => world.WorldFromCube.Position.Y), 1e-6);
    }

    [Theory]
    [InlineData("")]
    [InlineData("dance")]
    [InlineData("push 8 0 0 1")]
    [InlineData("push 1.5 0 0 1")]
    [InlineData("push 7 0 0 NaN")]
    [InlineData("push 7 0 0 1e300")]
    [InlineData("fail -1")]
    [InlineData("fail 1e6")]
    public void What_is_no_command_is_answered_with_what_is(string line) =>
        Assert.StartsWith("error: ", _control.Answer(line), StringComparison.Ordinal);

    [Fact]
    public void Lines_come_over_TCP_in_any_pieces()
    {
        using var tcp = new TcpClient();
        tcp.Connect(_control.EndPoint);
        tcp.ReceiveTimeout = 5000;
        using var reader = new StreamReader(tcp.GetStream());
        tcp.GetStream().Write("sta"u8);
        tcp.GetStream().Write("tus\r\nrelease\n"u8);
        Assert.StartsWith("ok {\"milliseconds\":", reader.ReadLine(), StringComparison.Ordinal);
        Assert.Equal("ok", reader.ReadLine());
    }

    [Fact]
    public void Every_motion_is_told_of_with_its_counts()
    {
        Hold();
        Assert.ThrowsAny<Exception>(() => Hold(onHalf: () => _control.Answer("fail 60")));
        Assert.True(_robot.Server.TryTakeMotion(out MotionSummary? first));
        Assert.True(_robot.Server.TryTakeMotion(out MotionSummary? second));
        Assert.False(_robot.Server.TryTakeMotion(out _));
        Assert.Equal((FciStatus.Success, MotionGeneratorMode.JointVelocity), (first.Status, first.Generator));
        Assert.InRange(first.Commands, 195, 210);
        Assert.All(first.LargestJerk, jerk => Assert.Equal(0, jerk));
        Assert.Equal(["communication_constraints_violation"], second.Reason.Names);
        Assert.InRange(second.Missed, 19, 25);
    }

    private void Hold(Action? onHalf = null)
    {
        bool isDone = false;
        _robot.Client.Run(
            new Made(MotionGeneratorMode.JointVelocity, ControllerMode.JointImpedance, (_, time, command) =>
            {
                if (time > 0.1 && !isDone)
                {
                    isDone = true;
                    onHalf?.Invoke();
                }

                return command.Velocities[0] == 0 && time < 0.2;
            }),
            Robot.Plain);
    }

    private void WaitFor(int milliseconds)
    {
        RobotState state = _robot.State();
        for (ulong from = state.MessageId; state.MessageId < from + (ulong)milliseconds;)
            _robot.Client.ReadNextState(state);
    }
}
