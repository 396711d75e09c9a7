using IntervenGen.Perception.Camera;

namespace IntervenGen.Perception.Tests;

public sealed class DepthNoiseTests
{
    private static readonly CameraIntrinsics s_camera = CameraIntrinsics.FromFieldOfView(65 * Math.PI / 180, 320, 240);

    [Fact]
    public void The_same_seed_and_frame_give_the_same_noise_and_others_do_not()
    {
        float[] wall = Wall(1);
        RgbdFrame first = Apply(wall, 1, 0), again = Apply(wall, 1, 0), next = Apply(wall, 1, 1), other = Apply(wall, 2, 0);
        Assert.Equal(first.Depth, again.Depth);
        Assert.NotEqual(first.Depth, next.Depth);
        Assert.NotEqual(first.Depth, other.Depth);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(1.0)]
    [InlineData(1.5)]
    public void Axial_noise_is_that_of_the_disparity_and_grows_with_the_square_of_the_depth(double z)
    {
        RgbdFrame frame = Apply(Wall(z), 3, 0);
        double[] errors = [.. Enumerable.Range(0, frame.Depth.Length).Where(i => frame.Depth[i] != 0).Select(i => frame.DepthAt(i) - z)];
        double sigma = Math.Sqrt(errors.Average(error => error * error));
        var noise = new DepthNoise(3);
        // The step of the disparity adds a twelfth of its square.
        double disparity = Math.Sqrt((noise.DisparitySigma * noise.DisparitySigma) + (noise.DisparityStep * noise.DisparityStep / 12));
        double expected = z * z * disparity / (s_camera.Fx * noise.Baseline);
        Assert.InRange(sigma / expected, 0.95, 1.05);
        Assert.True(Math.Abs(errors.Average()) < 0.06 * expected, $"bias {errors.Average()}");
        Assert.InRange(1 - ((double)errors.Length / frame.Depth.Length), 0.003, 0.007);
    }

    [Fact]
    public void A_part_of_the_noise_stays_from_frame_to_frame()
    {
        float[] wall = Wall(1);
        RgbdFrame a = Apply(wall, 4, 0), b = Apply(wall, 4, 1);
        (double both, double one) = (0, 0);
        for (int i = 0; i < wall.Length; i++)
        {
            if (a.Depth[i] == 0 || b.Depth[i] == 0)
                continue;
            both += (a.DepthAt(i) - 1) * (b.DepthAt(i) - 1);
            one += (a.DepthAt(i) - 1) * (a.DepthAt(i) - 1);
        }

        // Half of the variance, a little less for the disparity's step.
        Assert.InRange(both / one, 0.43, 0.55);
    }

    [Fact]
    public void At_a_jump_some_pixels_float_and_some_are_gone_and_elsewhere_hardly_any()
    {
        float[] step = Wall(1);
        for (int i = 0; i < step.Length; i++)
            step[i] = i % 320 < 160 ? 1f : 0.8f;
        RgbdFrame frame = Apply(step, 5, 0);
        (int floating, int gone, int elsewhere) = (0, 0, 0);
        for (int i = 0; i < step.Length; i++)
        {
            bool near = Math.Abs((i % 320) - 159.5) < 3;
            bool isFloating = frame.DepthAt(i) is > 0.82 and < 0.97;
            floating += near && isFloating ? 1 : 0;
            gone += near && frame.Depth[i] == 0 ? 1 : 0;
            elsewhere += !near && isFloating ? 1 : 0;
        }

        Assert.True(floating > 60 && gone > 60, $"{floating} float, {gone} are gone");
        Assert.Equal(0, elsewhere);
    }

    [Fact]
    public void A_surface_seen_at_a_grazing_angle_drops_out()
    {
        float[] floor = new float[320 * 240];
        for (int i = 0; i < floor.Length; i++)
        {
            // A plane 5 cm below the optical axis: at the horizon the rays graze it.
            double y = s_camera.Deproject(i % 320, i / 320, 1).Y;
            floor[i] = y > 0.02 ? (float)(0.05 / y) : 0;
        }

        RgbdFrame frame = Apply(floor, 6, 0);
        Assert.InRange(Gone(frame, floor, 0.02, 0.08), 0.5, 1);
        Assert.InRange(Gone(frame, floor, 0.3, 0.45), 0, 0.05);

        static double Gone(RgbdFrame frame, float[] clean, double from, double to)
        {
            (int all, int gone) = (0, 0);
            for (int i = 0; i < clean.Length; i++)
            {
                double y = s_camera.Deproject(i % 320, i / 320, 1).Y;
                if (clean[i] <= 0 || y < from || y > to)
                    continue;
                all++;
                gone += frame.Depth[i] == 0 ? 1 : 0;
            }

            return (double)gone / all;
        }
    }

    private static float[] Wall(double z)
    {
        float[] depth = new float[320 * 240];
        Array.Fill(depth, (float)z);
        return depth;
    }

    private static RgbdFrame Apply(float[] clean, ulong seed, ulong index)
    {
        var frame = new RgbdFrame(s_camera);
        new DepthNoise(seed).Apply(clean, s_camera, index, frame);
        return frame;
    }
}
