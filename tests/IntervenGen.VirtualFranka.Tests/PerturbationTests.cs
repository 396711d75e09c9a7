using IntervenGen.Franka.Model;
using IntervenGen.Numerics;
using IntervenGen.VirtualFranka.World;

namespace IntervenGen.VirtualFranka.Tests;

public sealed class PerturbationTests
{
    [Fact]
    public void Pushes_move_the_cube_and_repeat_with_their_seed()
    {
        Vec3 first = After(new PerturbationOptions { Seed = 3, CubeForce = 3, Period = 200, Duration = 50 });
        Vec3 again = After(new PerturbationOptions { Seed = 3, CubeForce = 3, Period = 200, Duration = 50 });
        Vec3 still = After(new PerturbationOptions());
        Assert.Equal(first, again);
        Assert.InRange((first - still).Length, 0.001, 0.5);
    }

    // Without sockets and clocks: the world and the pushes alone.
    private static Vec3 After(PerturbationOptions options)
    {
        using var world = new VirtualWorld(FrankaArm.Fr3, ArmLimits.Fr3);
        Franka.JointNumbers ready = VirtualRobotOptions.Ready;
        world.Reset(ready, 0.08, new Pose(new Vec3(0, 0, 0.825), Quat.Identity));
        var pushes = new Perturbation(options, world);
        for (ulong time = 0; time < 1000; time++)
        {
            pushes.Advance(time);
            world.Step(new double[FrankaArm.Joints], 0);
        }

        return world.WorldFromCube.Position;
    }
}
