using IntervenGen.Franka.Model;
using IntervenGen.Franka.Motion;
using IntervenGen.Franka.Wire;
using IntervenGen.Numerics;

namespace IntervenGen.Franka.Tests;

/// <summary>Filter and limits against their formulas and their promises.</summary>
public sealed class ShapingTests
{
    private const double Period = 1e-3, Rounding = 1e-6;

    [Theory]
    [InlineData(100, 0.385869)]
    [InlineData(1000, 1)]
    [InlineData(5000, 1)]
    public void The_low_pass_has_the_gain_of_its_cut_off(double cutoff, double gain) => Assert.Equal(gain, new LowPass(cutoff).Gain, 1e-6);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_cut_off_that_is_none_is_refused(double cutoff) => Assert.Throws<ArgumentOutOfRangeException>(() => new LowPass(cutoff));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Random_joint_wishes_stay_within_every_limit(bool isPanda)
    {
        var random = new CounterRandom(7, 0, 0);
        ArmLimits limits = isPanda ? ArmLimits.Panda : ArmLimits.Fr3;
        double[] positions = [0, -0.7, 0, -2, 0, 2, 0.7], velocities = new double[7], accelerations = new double[7], wishes = new double[7];
        for (int t = 0; t < 20_000; t++)
        {
            for (int i = 0; i < 7; i++)
            {
                // Now and then the other way round, as hard as it goes, and beyond.
                if (t % 400 == 0)
                    wishes[i] = random.NextDouble(-8, 8);
            }

            double[] next = [.. wishes];
            RateLimiter.JointVelocities(next, limits, positions, velocities, accelerations);
            for (int i = 0; i < 7; i++)
            {
                double acceleration = (next[i] - velocities[i]) / Period, jerk = (acceleration - accelerations[i]) / Period;
                (double lowest, double highest) = limits.VelocityAt(i, positions[i]);
                Assert.InRange(Math.Abs(acceleration), 0, limits.Acceleration[i] + Rounding);
                // An FR3's bound of speed moves with the joint, at the wrist faster than it may brake: then it brakes as hard as it may.
                bool isInside = next[i] >= lowest - Rounding && next[i] <= highest + Rounding;
                Assert.True(
                    isInside
                        || (!isPanda && Math.Abs(next[i]) < Math.Abs(velocities[i])), $"velocity {next[i]} of joint {i + 1} at {t} ms");
                Assert.True(!isPanda || Math.Abs(jerk) <= limits.Jerk[i] + 1e-3, $"jerk {jerk} of joint {i + 1} at {t} ms");
                (velocities[i], accelerations[i]) = (next[i], acceleration);
                positions[i] = Math.Clamp(
                    positions[i] + (next[i] * Period), limits.LowestPosition[i] + 0.3, limits.HighestPosition[i] - 0.3);
            }
        }
    }

    [Fact]
    public void Random_twists_stay_within_the_speed_sphere()
    {
        var random = new CounterRandom(8, 0, 0);
        MotionLimit limit = ArmLimits.Fr3.Translation;
        Vec3 velocity = Vec3.Zero, acceleration = Vec3.Zero, wish = Vec3.Zero;
        for (int t = 0; t < 20_000; t++)
        {
            if (t % 300 == 0)
                wish = new Vec3(random.NextDouble(-6, 6), random.NextDouble(-6, 6), random.NextDouble(-6, 6));
            Vec3 next = RateLimiter.Velocity(wish, limit, velocity, acceleration);
            acceleration = (next - velocity) * (1 / Period);
            Assert.InRange(next.Length, 0, limit.Velocity + Rounding);
            Assert.InRange(acceleration.Length, 0, limit.Acceleration + Rounding);
            velocity = next;
        }
    }

    [Fact]
    public void Torques_change_by_no_more_than_a_newton_metre_a_millisecond()
    {
        double[] last = [1, 2, 3, 4, 5, 6, 7], wish = [50, -50, 3.5, 4, 6.5, 6, 6.2];
        RateLimiter.Torques(wish, last);
        for (int i = 0; i < 7; i++)
            Assert.InRange(Math.Abs(wish[i] - last[i]), 0, 1);
        Assert.Equal(3.5, wish[2], 12);
        Assert.Equal(1.999999, wish[0], 12);
    }

    [Fact]
    public void A_joint_move_is_smooth_synchronous_and_exact()
    {
        JointNumbers goal = JointNumbers.From([0.5, -0.2, 0, -1.5, 0.7, 1, -1]);
        var move = new JointMove(goal, 0.5);
        var state = new RobotState();
        var command = new RobotCommand();
        double[] last = new double[7], speed = new double[7];
        bool goesOn = true;
        for (int t = 0; goesOn && t < 20_000; t++)
        {
            goesOn = move.Update(state, t == 0 ? 0 : 1, command);
            for (int i = 0; i < 7; i++)
            {
                double now = (command.Positions[i] - last[i]) / Period;
                Assert.InRange(Math.Abs(now), 0, 1.26);
                Assert.InRange(Math.Abs(now - speed[i]) / Period, 0, 2.6);
                (last[i], speed[i]) = (command.Positions[i], now);
            }
        }

        Assert.False(goesOn);
        for (int i = 0; i < 7; i++)
        {
            Assert.Equal(goal[i], last[i], 12);
            Assert.InRange(Math.Abs(speed[i]), 0, 0.003);
        }
    }
}
