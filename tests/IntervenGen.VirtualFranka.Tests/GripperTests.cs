using IntervenGen.Franka.Connection;
using IntervenGen.Franka.Motion;
using IntervenGen.Franka.Wire;
using IntervenGen.Numerics;
using IntervenGen.VirtualFranka.World;

namespace IntervenGen.VirtualFranka.Tests;

public sealed class GripperTests : IDisposable
{
    private readonly Robot _robot = new();
    private readonly GripperConnection _gripper;

    public GripperTests() => _gripper = GripperConnection.Connect("127.0.0.1", _robot.Server.ClientOptions);

    public void Dispose()
    {
        _gripper.Dispose();
        _robot.Dispose();
    }

    [Fact]
    public void Homing_finds_the_greatest_width()
    {
        _gripper.Homing();
        GripperState state = NextState();
        Assert.Equal(0.08, state.MaximumWidth, 0.001);
        Assert.Equal(0.08, state.Width, 0.001);
    }

    [Fact]
    public void A_move_reaches_its_width_at_its_speed()
    {
        uint before = _gripper.ReadState().MessageId;
        Assert.True(_gripper.Move(0.02, 0.1));
        GripperState state = NextState();
        Assert.Equal(0.02, state.Width, 0.0015);
        // 6 cm at 10 cm/s; on a busy machine the answer is read late.
        Assert.InRange(state.MessageId - before, 550u, 3000u);
    }

    [Fact]
    public void A_grasp_holds_the_cube()
    {
        PutCubeBetweenFingers();
        Assert.True(_gripper.Grasp(new GraspRequest(0.05, 0.005, 0.005, 0.1, 30)));
        GripperState state = NextState();
        Assert.True(state.IsGrasped);
        Assert.Equal(0.05, state.Width, 0.002);
    }

    [Fact]
    public void A_stop_lets_go_of_what_is_grasped()
    {
        PutCubeBetweenFingers();
        Assert.True(_gripper.Grasp(new GraspRequest(0.05, 0.005, 0.005, 0.1, 30)));
        Assert.True(NextState().IsGrasped);
        _gripper.Stop();
        Assert.False(NextState().IsGrasped);
    }

    [Fact]
    public void A_grasp_of_air_is_unsuccessful()
    {
        Assert.False(_gripper.Grasp(new GraspRequest(0.05, 0.005, 0.005, 0.1, 30)));
        Assert.False(_gripper.ReadState().IsGrasped);
    }

    [Fact]
    public void A_grasp_of_another_width_is_unsuccessful()
    {
        _gripper.Move(0.08, 0.2);
        PutCubeBetweenFingers();
        Assert.False(_gripper.Grasp(new GraspRequest(0.03, 0.005, 0.005, 0.1, 30)));
        Assert.False(_gripper.ReadState().IsGrasped);
    }

    [Fact]
    public void A_held_cube_is_lifted()
    {
        PutCubeBetweenFingers();
        Assert.True(_gripper.Grasp(new GraspRequest(0.05, 0.005, 0.005, 0.1, 40)));
        double before = _robot.Server.Invoke(world => world.WorldFromCube.Position.Z);
        _robot.Client.SetCollisionBehavior(CollisionBehavior.Uniform(50, 50, 50, 50));
        Pose start = _robot.State().BaseFromEndEffector;
        _robot.Client.Run(new PoseMove(start with { Position = start.Position + new Vec3(0, 0, 0.1) }), Robot.Plain);
        Assert.Equal(0.1, _robot.Server.Invoke(world => world.WorldFromCube.Position.Z) - before, 0.005);
        Assert.True(NextState().IsGrasped);
    }

    [Fact]
    public void A_second_action_aborts_the_first()
    {
        FrankaGripperException? fault = null;
        var first = new Thread(() => fault = Record.Exception(() => _gripper.Move(0, 0.01)) as FrankaGripperException);
        first.Start();
        Assert.True(SpinWait.SpinUntil(() => _gripper.ReadState().Width < 0.0795, TimeSpan.FromSeconds(5)));
        Assert.True(_gripper.Move(0.07, 0.2));
        first.Join();
        Assert.Equal(GripperStatus.Aborted, fault?.Status);
    }

    [Fact]
    public void Fingers_that_are_blocked_fail_in_the_end()
    {
        PutCubeBetweenFingers();
        var fault = Assert.Throws<FrankaGripperException>(() => _gripper.Move(0.01, 0.2));
        Assert.Equal(GripperStatus.Failed, fault.Status);
    }

    [Fact]
    public void Numbers_out_of_range_fail_at_once()
    {
        Assert.Throws<FrankaGripperException>(() => _gripper.Move(0.2, 0.1));
        Assert.Throws<FrankaGripperException>(() => _gripper.Grasp(new GraspRequest(0.05, 0.005, 0.005, 0.1, 1000)));
    }

    private GripperState NextState()
    {
        _gripper.ReadState();
        return _gripper.ReadState();
    }

    // Weightless, so that it waits there.
    private void PutCubeBetweenFingers()
    {
        Pose worldFromGrip = VirtualWorld.WorldFromBase * _robot.State().BaseFromEndEffector;
        _robot.Server.Invoke(world =>
        {
            world.PlaceCube(worldFromGrip);
            world.PushCube(new Vec3(0, 0, 0.125 * 9.81));
        });
    }
}
