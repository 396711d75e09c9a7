using IntervenGen.Franka;
using IntervenGen.Franka.Model;
using IntervenGen.Franka.Motion;
using IntervenGen.Franka.Wire;
using IntervenGen.Numerics;
using IntervenGen.VirtualFranka.Control;

namespace IntervenGen.VirtualFranka.Tests.Control;

/// <summary>Commands and their absence, without sockets and physics.</summary>
public sealed class CommandIntakeTests
{
    private static readonly ControlTiming s_timing = new() { FirstCommandWait = 30 };

    private readonly JointReference _reference = new(ArmLimits.Fr3);
    private readonly CommandIntake _intake;
    private readonly RobotCommand _command = new();

    public CommandIntakeTests()
    {
        var settings = new RobotSettings();
        var desired = new DesiredMotion(FrankaArm.Fr3, _reference, settings);
        var rules = new CommandRules(ArmLimits.Fr3, oldPositionFlags: false);
        var cartesian = new CartesianCommands(FrankaArm.Fr3, settings, rules, _reference, new CartesianReference(), desired);
        _intake = new CommandIntake(ArmLimits.Fr3, s_timing, rules, _reference, cartesian);
        _reference.Hold(FakePlant.Ready());
        Desired = desired;
    }

    private DesiredMotion Desired { get; }

    [Fact]
    public void A_motion_whose_first_command_never_comes_breaks_communication()
    {
        Begin(MotionGeneratorMode.JointVelocity);
        for (int i = 0; i < s_timing.FirstCommandWait; i++)
            Assert.Equal(CommandVerdict.Continue, _intake.Take(null));
        Assert.Equal(CommandVerdict.Of(RobotErrorFlag.CommunicationConstraints), _intake.Take(null));
    }

    [Fact]
    public void Silence_before_the_first_command_is_not_a_missed_command()
    {
        Begin(MotionGeneratorMode.JointVelocity);
        _intake.Take(null);
        Assert.Equal(0, _intake.Missed);
    }

    [Fact]
    public void The_twentieth_command_missed_in_a_row_breaks_communication()
    {
        Begin(MotionGeneratorMode.JointVelocity);
        Assert.Equal(CommandVerdict.Continue, _intake.Take(_command));
        for (int i = 1; i < CommandIntake.MaxMissed; i++)
            Assert.Equal(CommandVerdict.Continue, _intake.Take(null));
        Assert.Equal(CommandVerdict.Of(RobotErrorFlag.CommunicationConstraints), _intake.Take(null));
        Assert.Equal(20, _intake.Missed);
    }

    [Fact]
    public void A_command_that_comes_begins_the_count_anew()
    {
        Begin(MotionGeneratorMode.JointVelocity);
        _intake.Take(_command);
        for (int round = 0; round < 3; round++)
        {
            for (int i = 1; i < CommandIntake.MaxMissed; i++)
                Assert.Equal(CommandVerdict.Continue, _intake.Take(null));
            Assert.Equal(CommandVerdict.Continue, _intake.Take(_command));
        }

        Assert.Equal(3 * 19, _intake.Missed);
    }

    [Fact]
    public void The_success_rate_is_the_share_of_the_last_hundred()
    {
        Begin(MotionGeneratorMode.JointVelocity);
        for (int i = 0; i < 150; i++)
            _intake.Take(i % 10 == 5 ? null : _command);
        Assert.Equal(0.9, _intake.SuccessRate, 1e-12);
    }

    [Fact]
    public void A_missed_velocity_goes_on_with_the_last_acceleration()
    {
        Begin(MotionGeneratorMode.JointVelocity);
        _intake.Take(_command);
        _command.Velocities[0] = 0.004;
        Assert.Equal(CommandVerdict.Continue, _intake.Take(_command));
        Assert.Equal(CommandVerdict.Continue, _intake.Take(null));
        Assert.Equal(0.008, _reference.Velocity[0], 1e-12);
    }

    [Fact]
    public void A_missed_twist_goes_on_along_its_path()
    {
        Begin(MotionGeneratorMode.CartesianVelocity);
        _intake.Take(_command);
        _command.Twist[1] = 0.0005;
        Assert.Equal(CommandVerdict.Continue, _intake.Take(_command));
        double before = Desired.BaseFromEndEffector().Position.Y;
        Assert.Equal(CommandVerdict.Continue, _intake.Take(null));
        Assert.Equal(0.001 * RateLimiter.Period, Desired.BaseFromEndEffector().Position.Y - before, 1e-9);
    }

    [Fact]
    public void A_first_position_elsewhere_is_a_wrong_start_pose()
    {
        Begin(MotionGeneratorMode.JointPosition);
        _reference.Position.CopyTo(_command.Positions);
        _command.Positions[3] += 2e-3;
        Assert.Equal(CommandVerdict.Of(RobotErrorFlag.JointStartPose), _intake.Take(_command));
    }

    [Fact]
    public void A_first_pose_elsewhere_is_a_wrong_start_pose()
    {
        Begin(MotionGeneratorMode.CartesianPosition);
        Pose here = Desired.BaseFromEndEffector();
        ColumnMajor.Write(here with { Position = here.Position + new Vec3(0, 2e-3, 0) }, _command.BaseFromEndEffector);
        Assert.Equal(CommandVerdict.Of(RobotErrorFlag.CartesianStartPose), _intake.Take(_command));
    }

    [Fact]
    public void A_matrix_that_is_no_pose_is_an_invalid_frame()
    {
        Begin(MotionGeneratorMode.CartesianPosition);
        _command.BaseFromEndEffector.Fill(1);
        Assert.Equal(CommandVerdict.Of(RobotErrorFlag.InvalidFrame), _intake.Take(_command));
    }

    [Fact]
    public void A_step_in_position_is_a_velocity_discontinuity()
    {
        Begin(MotionGeneratorMode.JointPosition);
        _reference.Position.CopyTo(_command.Positions);
        Assert.Equal(CommandVerdict.Continue, _intake.Take(_command));
        _command.Positions[0] += 0.01;
        Assert.Equal(CommandVerdict.Of(RobotErrorFlag.JointMotionVelocityDiscontinuity), _intake.Take(_command));
    }

    [Fact]
    public void A_refused_command_does_not_move_the_reference()
    {
        Begin(MotionGeneratorMode.JointVelocity);
        _intake.Take(_command);
        double before = _reference.Position[0];
        _command.Velocities[0] = double.NaN;
        Assert.Equal(CommandEffect.Abort, _intake.Take(_command).Effect);
        Assert.Equal(before, _reference.Position[0]);
    }

    [Fact]
    public void A_step_in_torque_is_a_discontinuity()
    {
        Begin(MotionGeneratorMode.None, ControllerMode.ExternalController);
        _command.Torques[2] = 1;
        Assert.Equal(CommandVerdict.Continue, _intake.Take(_command));
        _command.Torques[2] = 3;
        Assert.Equal(CommandVerdict.Of(RobotErrorFlag.TorqueDiscontinuity), _intake.Take(_command));
        Assert.Equal(1, _intake.Torques[2]);
    }

    [Fact]
    public void A_finishing_command_at_rest_finishes_the_motion()
    {
        Begin(MotionGeneratorMode.JointVelocity);
        _intake.Take(_command);
        _command.MotionFinished = true;
        Assert.Equal(CommandVerdict.Finish, _intake.Take(_command));
    }

    [Fact]
    public void A_finishing_command_that_still_moves_is_a_discontinuity()
    {
        Begin(MotionGeneratorMode.JointVelocity);
        for (int i = 0; i < 50; i++)
        {
            _command.Velocities[0] = Math.Min(0.1, 0.004 * i);
            Assert.Equal(CommandVerdict.Continue, _intake.Take(_command));
        }

        _command.MotionFinished = true;
        Assert.Equal(CommandEffect.Abort, _intake.Take(_command).Effect);
    }

    [Fact]
    public void A_finished_motion_of_torques_brakes()
    {
        Begin(MotionGeneratorMode.None, ControllerMode.ExternalController);
        _intake.Take(_command);
        _command.TorqueFinished = true;
        Assert.Equal(CommandVerdict.Brake, _intake.Take(_command));
    }

    [Fact]
    public void A_planned_motion_misses_nothing_and_reaches_its_goal()
    {
        Begin(MotionGeneratorMode.JointPosition, isAsynchronous: true);
        _reference.Position.CopyTo(_command.Positions);
        double goal = _command.Positions[0] += 0.2;
        Assert.Equal(CommandVerdict.Continue, _intake.Take(_command));
        for (int i = 0; i < 4000; i++)
            Assert.Equal(CommandVerdict.Continue, _intake.Take(null));
        Assert.Equal(goal, _reference.Position[0], 1e-4);
        Assert.Equal(0, _intake.Missed);
    }

    [Fact]
    public void A_planned_goal_out_of_range_is_a_limit_violation()
    {
        Begin(MotionGeneratorMode.JointPosition, isAsynchronous: true);
        _command.Positions[3] = 0.5;
        Assert.Equal(CommandVerdict.Of(RobotErrorFlag.JointPositionLimits), _intake.Take(_command));
    }

    [Fact]
    public void A_new_motion_forgets_commands_torques_and_the_rate()
    {
        Begin(MotionGeneratorMode.None, ControllerMode.ExternalController);
        _command.Torques[0] = 0.5;
        _intake.Take(_command);
        Assert.True(_intake.HasCommand);
        Begin(MotionGeneratorMode.JointVelocity);
        Assert.False(_intake.HasCommand);
        Assert.Equal(0, _intake.SuccessRate);
        Assert.Equal(0, _intake.Torques[0]);
    }

    private void Begin(
        MotionGeneratorMode generator, ControllerMode controller = ControllerMode.JointImpedance, bool isAsynchronous = false) =>
        _intake.Begin(new MoveRequest
        {
            MotionGeneratorMode = generator,
            ControllerMode = controller,
            IsAsynchronous = isAsynchronous,
            MaximumVelocity = JointNumbers.All(1),
        });
}
