using IntervenGen.Franka;
using IntervenGen.Franka.Wire;
using IntervenGen.VirtualFranka.Control;

namespace IntervenGen.VirtualFranka.Tests.Control;

/// <summary>The life cycle alone: no sockets, no physics, a clock of cycles.</summary>
public sealed class MotionLifecycleTests
{
    private static readonly ControlTiming s_timing = new() { SwitchDelay = 5, RecoveryTime = 10 };

    private readonly FakeArm _arm = new();

    [Fact]
    public void A_motion_takes_commands_after_the_switch_delay()
    {
        MotionLifecycle lifecycle = Make();
        Assert.Equal(FciStatus.MotionStarted, lifecycle.Begin(Request()));
        for (int i = 0; i < s_timing.SwitchDelay; i++)
        {
            Assert.False(lifecycle.Tick());
            Assert.Equal(MotionPhase.Switching, lifecycle.Phase);
        }

        Assert.False(lifecycle.Tick());
        Assert.Equal(MotionPhase.Moving, lifecycle.Phase);
        Assert.True(lifecycle.Tick());
    }

    [Fact]
    public void The_arm_is_measured_when_commands_begin()
    {
        MotionLifecycle lifecycle = Moving();
        Assert.Equal(1, _arm.Measured);
        lifecycle.Tick();
        Assert.Equal(1, _arm.Measured);
    }

    [Theory]
    [InlineData(MotionGeneratorMode.Idle, ControllerMode.JointImpedance)]
    [InlineData((MotionGeneratorMode)6, ControllerMode.JointImpedance)]
    [InlineData(MotionGeneratorMode.JointPosition, ControllerMode.Other)]
    [InlineData(MotionGeneratorMode.None, ControllerMode.JointImpedance)]
    public void A_pair_of_modes_that_is_none_is_an_invalid_argument(MotionGeneratorMode generator, ControllerMode controller)
    {
        MotionLifecycle lifecycle = Make();
        Assert.Equal(FciStatus.InvalidArgument, lifecycle.Begin(Request(generator, controller)));
        Assert.Equal(MotionPhase.Idle, lifecycle.Phase);
    }

    [Theory]
    [InlineData(5, FciStatus.InvalidArgument)]
    [InlineData(7, FciStatus.MotionStarted)]
    public void Torques_alone_are_possible_from_version_7_on(int version, FciStatus expected) =>
        Assert.Equal(expected, Make(version).Begin(Request(MotionGeneratorMode.None, ControllerMode.ExternalController)));

    [Fact]
    public void A_planned_motion_of_poses_is_an_invalid_argument()
    {
        MoveRequest request = Request(MotionGeneratorMode.CartesianPosition);
        request.IsAsynchronous = true;
        Assert.Equal(FciStatus.InvalidArgument, Make().Begin(request));
    }

    [Fact]
    public void A_second_motion_is_not_possible()
    {
        MotionLifecycle lifecycle = Moving();
        Assert.Equal(FciStatus.NotPossible, lifecycle.Begin(Request()));
    }

    [Fact]
    public void A_stop_brakes_until_the_arm_rests()
    {
        MotionLifecycle lifecycle = Moving();
        lifecycle.Stop();
        for (int i = 0; i < 3; i++)
            Assert.False(lifecycle.Tick());
        Assert.Equal(MotionPhase.Stopping, lifecycle.Phase);
        Assert.Equal(3, _arm.Braked);
        Assert.Equal(default, lifecycle.DrainReplies());
    }

    [Fact]
    public void A_stop_that_rests_preempts_the_motion_and_is_answered()
    {
        MotionLifecycle lifecycle = Moving();
        lifecycle.Stop();
        _arm.IsAtRest = true;
        lifecycle.Tick();
        Assert.Equal(MotionPhase.Idle, lifecycle.Phase);
        Assert.Equal(new MotionReplies(FciStatus.Preempted, true, null), lifecycle.DrainReplies());
    }

    [Fact]
    public void Replies_are_given_once()
    {
        MotionLifecycle lifecycle = Moving();
        lifecycle.End(FciStatus.Success);
        Assert.Equal(FciStatus.Success, lifecycle.DrainReplies().MoveEnd);
        Assert.Equal(default, lifecycle.DrainReplies());
    }

    [Fact]
    public void A_stop_of_nothing_is_answered_at_once()
    {
        MotionLifecycle lifecycle = Make();
        lifecycle.Stop();
        Assert.Equal(new MotionReplies(null, true, null), lifecycle.DrainReplies());
    }

    [Fact]
    public void A_reflex_shows_its_flag_for_two_cycles_and_keeps_its_reason()
    {
        MotionLifecycle lifecycle = Moving();
        lifecycle.Abort(RobotErrorFlag.JointReflex);
        Assert.Equal(["joint_reflex"], lifecycle.Errors.Names);
        lifecycle.Tick();
        Assert.Equal(["joint_reflex"], lifecycle.Errors.Names);
        lifecycle.Tick();
        Assert.False(lifecycle.Errors.Any);
        Assert.Equal(["joint_reflex"], lifecycle.ReflexReason.Names);
    }

    [Fact]
    public void A_reflex_aborts_the_motion_and_brakes()
    {
        MotionLifecycle lifecycle = Moving();
        lifecycle.Abort(RobotErrorFlag.CartesianReflex);
        Assert.Equal(MotionPhase.Reflex, lifecycle.Phase);
        Assert.Equal(FciStatus.ReflexAborted, lifecycle.DrainReplies().MoveEnd);
        lifecycle.Tick();
        Assert.Equal(1, _arm.Braked);
    }

    [Fact]
    public void In_reflex_a_motion_is_not_possible()
    {
        MotionLifecycle lifecycle = Moving();
        lifecycle.Abort(RobotErrorFlag.JointReflex);
        Assert.Equal(FciStatus.NotPossible, lifecycle.Begin(Request()));
    }

    [Fact]
    public void The_next_motion_forgets_the_reason()
    {
        MotionLifecycle lifecycle = Moving();
        lifecycle.Abort(RobotErrorFlag.JointReflex);
        Recover(lifecycle);
        Assert.Equal(FciStatus.MotionStarted, lifecycle.Begin(Request()));
        Assert.False(lifecycle.ReflexReason.Any);
    }

    [Fact]
    public void A_recovery_takes_its_time_and_waits_for_rest()
    {
        MotionLifecycle lifecycle = Moving();
        lifecycle.Abort(RobotErrorFlag.JointReflex);
        Assert.True(lifecycle.Recover());
        for (int i = 0; i < s_timing.RecoveryTime + 5; i++)
            lifecycle.Tick();
        Assert.Equal(MotionPhase.Recovering, lifecycle.Phase);
        _arm.IsAtRest = true;
        lifecycle.Tick();
        Assert.Equal(MotionPhase.Idle, lifecycle.Phase);
        Assert.Equal(FciStatus.Success, lifecycle.DrainReplies().RecoveryEnd);
        Assert.Equal(1, _arm.Held);
    }

    [Fact]
    public void A_recovery_in_a_motion_does_not_begin() => Assert.False(Moving().Recover());

    [Fact]
    public void The_user_stop_aborts_a_motion_at_once()
    {
        MotionLifecycle lifecycle = Moving();
        lifecycle.UserStop(true);
        Assert.Equal(MotionPhase.UserStopped, lifecycle.Phase);
        Assert.Equal(FciStatus.EmergencyAborted, lifecycle.DrainReplies().MoveEnd);
    }

    [Fact]
    public void The_user_stop_aborts_a_recovery_at_once()
    {
        MotionLifecycle lifecycle = Make();
        Assert.True(lifecycle.Recover());
        lifecycle.Tick();
        lifecycle.UserStop(true);
        Assert.Equal(FciStatus.EmergencyAborted, lifecycle.DrainReplies().RecoveryEnd);
    }

    [Fact]
    public void While_the_user_stop_is_pressed_no_recovery_begins()
    {
        MotionLifecycle lifecycle = Make();
        lifecycle.UserStop(true);
        Assert.False(lifecycle.Recover());
    }

    [Fact]
    public void A_released_user_stop_lets_go_of_an_arm_at_rest_only()
    {
        MotionLifecycle lifecycle = Moving();
        lifecycle.UserStop(true);
        lifecycle.UserStop(false);
        lifecycle.Tick();
        Assert.Equal(MotionPhase.UserStopped, lifecycle.Phase);
        _arm.IsAtRest = true;
        lifecycle.Tick();
        Assert.Equal(MotionPhase.Idle, lifecycle.Phase);
    }

    [Fact]
    public void After_a_released_user_stop_a_recovery_is_possible()
    {
        MotionLifecycle lifecycle = Make();
        lifecycle.UserStop(true);
        lifecycle.UserStop(false);
        Assert.True(lifecycle.Recover());
    }

    [Fact]
    public void A_client_that_is_gone_leaves_a_braking_arm_and_no_stop_to_answer()
    {
        MotionLifecycle lifecycle = Moving();
        lifecycle.Stop();
        lifecycle.OnClientGone();
        _arm.IsAtRest = true;
        lifecycle.Tick();
        Assert.Equal(MotionPhase.Idle, lifecycle.Phase);
        Assert.False(lifecycle.DrainReplies().IsStopped);
    }

    [Theory]
    [InlineData(ControllerMode.ExternalController, 1)]
    [InlineData(ControllerMode.JointImpedance, 0)]
    public void Only_a_clients_torques_are_taken_over_from_the_measured_motion(ControllerMode controller, int followed)
    {
        MotionLifecycle lifecycle = Moving(MotionGeneratorMode.JointVelocity, controller);
        lifecycle.Stop();
        Assert.Equal(followed, _arm.Followed);
    }

    [Fact]
    public void Settings_are_free_again_once_the_arm_rests()
    {
        MotionLifecycle lifecycle = Moving();
        Assert.True(lifecycle.HasMotion);
        lifecycle.Stop();
        Assert.True(lifecycle.HasMotion);
        _arm.IsAtRest = true;
        lifecycle.Tick();
        Assert.False(lifecycle.HasMotion);
    }

    private static MoveRequest Request(
        MotionGeneratorMode generator = MotionGeneratorMode.JointVelocity,
        ControllerMode controller = ControllerMode.JointImpedance) => new()
        {
            MotionGeneratorMode = generator,
            ControllerMode = controller,
            PathDeviation = PoseDeviation.Unbounded,
            GoalDeviation = PoseDeviation.Unbounded,
        };

    private MotionLifecycle Make(int version = 10) => new(Robot.Version(version), s_timing, _arm);

    private MotionLifecycle Moving(
        MotionGeneratorMode generator = MotionGeneratorMode.JointVelocity, ControllerMode controller = ControllerMode.JointImpedance)
    {
        MotionLifecycle lifecycle = Make();
        Assert.Equal(FciStatus.MotionStarted, lifecycle.Begin(Request(generator, controller)));
        for (int i = 0; lifecycle.Phase != MotionPhase.Moving; i++)
        {
            Assert.True(i <= s_timing.SwitchDelay);
            lifecycle.Tick();
        }

        return lifecycle;
    }

    private void Recover(MotionLifecycle lifecycle)
    {
        Assert.True(lifecycle.Recover());
        _arm.IsAtRest = true;
        for (int i = 0; i <= s_timing.RecoveryTime; i++)
            lifecycle.Tick();
        Assert.Equal(MotionPhase.Idle, lifecycle.Phase);
    }
}
