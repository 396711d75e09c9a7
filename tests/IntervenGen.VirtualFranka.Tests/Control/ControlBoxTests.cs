using IntervenGen.Franka;
using IntervenGen.Franka.Model;
using IntervenGen.Franka.Wire;
using IntervenGen.VirtualFranka.Control;

namespace IntervenGen.VirtualFranka.Tests.Control;

/// <summary>The controller over an arm without physics: what its states say, and which measurements are a reflex.</summary>
public sealed class ControlBoxTests
{
    private static readonly ControlTiming s_timing = new() { SwitchDelay = 2, RecoveryTime = 3 };

    private readonly FakePlant _plant = new();
    private readonly RobotCommand _command = new();
    private readonly ControlBox _box;

    public ControlBoxTests() => _box = new ControlBox(_plant, FrankaArm.Fr3, ArmLimits.Fr3, FciVersion.V10, s_timing);

    [Fact]
    public void Ids_of_states_rise_by_one_per_cycle()
    {
        for (ulong i = 1; i <= 5; i++)
        {
            _box.Advance(null, 0);
            Assert.Equal(i, _box.State.MessageId);
        }
    }

    [Fact]
    public void Every_cycle_moves_the_plant_once()
    {
        for (int i = 0; i < 5; i++)
            _box.Advance(null, 0);
        Assert.Equal(5, _plant.Steps);
    }

    [Fact]
    public void At_rest_the_state_is_idle_without_modes()
    {
        _box.Advance(null, 0);
        Assert.Equal(RobotMode.Idle, _box.State.RobotMode);
        Assert.Equal(MotionGeneratorMode.Idle, _box.State.MotionGeneratorMode);
        Assert.Equal(ControllerMode.Other, _box.State.ControllerMode);
    }

    [Fact]
    public void A_state_shows_what_was_measured_after_the_step()
    {
        _plant.Positions[1] = -0.5;
        _plant.Velocities[2] = 0.25;
        _box.Advance(null, 0);
        Assert.Equal(-0.5, _box.State.Positions[1]);
        Assert.Equal(0.25, _box.State.Velocities[2]);
    }

    [Fact]
    public void Modes_show_while_a_motion_runs()
    {
        Move();
        Assert.Equal(RobotMode.Move, _box.State.RobotMode);
        Assert.Equal(MotionGeneratorMode.JointVelocity, _box.State.MotionGeneratorMode);
        Assert.Equal(ControllerMode.JointImpedance, _box.State.ControllerMode);
        Assert.True(_box.ExpectsCommands);
    }

    [Fact]
    public void Twenty_missed_commands_are_a_reflex_with_its_flag()
    {
        Move();
        _box.Advance(_command, 0);
        for (int i = 1; i < CommandIntake.MaxMissed; i++)
            _box.Advance(null, 0);
        Assert.Equal(RobotMode.Move, _box.State.RobotMode);
        _box.Advance(null, 0);
        Assert.Equal(RobotMode.Reflex, _box.State.RobotMode);
        Assert.Equal(["communication_constraints_violation"], _box.State.Errors.Names);
        Assert.Equal(FciStatus.ReflexAborted, _box.DrainReplies().MoveEnd);
    }

    [Fact]
    public void A_contact_above_the_upper_thresholds_is_a_reflex_and_latched()
    {
        Move();
        _plant.Contacts[0] = 60;
        for (int i = 0; i < 50 && _box.State.RobotMode == RobotMode.Move; i++)
            _box.Advance(_command, 0);
        Assert.Equal(RobotMode.Reflex, _box.State.RobotMode);
        Assert.Equal(1, _box.State[StateField.JointCollision][0]);
    }

    [Fact]
    public void A_recovery_forgets_latched_collisions()
    {
        A_contact_above_the_upper_thresholds_is_a_reflex_and_latched();
        _plant.Contacts[0] = 0;
        Assert.True(_box.Recover());
        for (int i = 0; i < 100; i++)
            _box.Advance(null, 0);
        Assert.Equal(RobotMode.Idle, _box.State.RobotMode);
        Assert.Equal(0, _box.State[StateField.JointCollision][0]);
    }

    [Fact]
    public void A_measured_speed_beyond_the_limit_is_a_reflex()
    {
        Move();
        _plant.Velocities[6] = 1.2 * ArmLimits.Fr3.Velocity[6];
        _box.Advance(_command, 0);
        Assert.Equal(["joint_velocity_violation"], _box.State.ReflexReason.Names);
    }

    [Fact]
    public void An_arm_outside_its_range_may_come_back_in()
    {
        Move(MotionGeneratorMode.None, ControllerMode.ExternalController);
        _plant.Positions[0] = ArmLimits.Fr3.HighestPosition[0] + 0.02;
        _plant.Velocities[0] = -0.1;
        _box.Advance(_command, 0);
        Assert.Equal(RobotMode.Move, _box.State.RobotMode);
    }

    [Fact]
    public void An_arm_that_moves_on_outside_its_range_is_a_reflex()
    {
        Move(MotionGeneratorMode.None, ControllerMode.ExternalController);
        _plant.Positions[0] = ArmLimits.Fr3.HighestPosition[0] + 0.02;
        _plant.Velocities[0] = 0.1;
        _box.Advance(_command, 0);
        Assert.Equal(["joint_position_limits_violation"], _box.State.ReflexReason.Names);
    }

    [Fact]
    public void An_arm_that_strays_from_the_path_is_a_reflex()
    {
        Move(path: new PoseDeviation(0.01, 3, 6));
        _plant.Positions[0] += 0.05;
        _box.Advance(_command, 0);
        Assert.Equal(["max_path_pose_deviation_violation"], _box.State.ReflexReason.Names);
    }

    [Fact]
    public void A_motion_that_ends_away_from_its_goal_is_a_reflex()
    {
        Move(goal: new PoseDeviation(0.01, 3, 6));
        _plant.Positions[0] += 0.05;
        _box.Advance(_command, 0);
        Assert.Equal(RobotMode.Move, _box.State.RobotMode);
        _command.MotionFinished = true;
        _box.Advance(_command, 0);
        Assert.Equal(["max_goal_pose_deviation_violation"], _box.State.ReflexReason.Names);
    }

    [Fact]
    public void Torques_of_a_client_reach_the_joints_with_gravity_added()
    {
        Move(MotionGeneratorMode.None, ControllerMode.ExternalController);
        _box.Advance(_command, 0);
        double gravity = _plant.Torques[3];
        _command.Torques[3] = 0.5;
        _box.Advance(_command, 0);
        Assert.Equal(gravity + 0.5, _plant.Torques[3], 1e-9);
        Assert.Equal(0.5, _box.State[StateField.TorqueDesired][3], 1e-12);
    }

    [Fact]
    public void Settings_are_refused_in_a_motion()
    {
        Move();
        Assert.Equal(FciStatus.NotPossible, _box.Set(FciRequest.SetJointImpedance, FakePlant.Ready()));
    }

    [Fact]
    public void The_success_rate_shows_in_a_motion_only()
    {
        Move();
        _box.Advance(_command, 0);
        Assert.Equal(1, _box.State.CommandSuccessRate);
        _command.MotionFinished = true;
        _box.Advance(_command, 0);
        Assert.Equal(RobotMode.Idle, _box.State.RobotMode);
        Assert.Equal(0, _box.State.CommandSuccessRate);
    }

    private void Move(
        MotionGeneratorMode generator = MotionGeneratorMode.JointVelocity,
        ControllerMode controller = ControllerMode.JointImpedance,
        PoseDeviation? path = null,
        PoseDeviation? goal = null)
    {
        FciStatus status = _box.Begin(new MoveRequest
        {
            MotionGeneratorMode = generator,
            ControllerMode = controller,
            PathDeviation = path ?? PoseDeviation.Unbounded,
            GoalDeviation = goal ?? PoseDeviation.Unbounded,
        });
        Assert.Equal(FciStatus.MotionStarted, status);
        for (int i = 0; i <= s_timing.SwitchDelay; i++)
            _box.Advance(null, 0);
        Assert.Equal(RobotMode.Move, _box.State.RobotMode);
    }
}
