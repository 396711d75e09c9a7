using System.Numerics;

namespace IntervenGen.Numerics.Tests;

public sealed class WideMathTests
{
    private const int Samples = 20000;

    [Fact]
    public void Sine_and_cosine_are_within_two_ulp_between_zero_and_a_right_angle()
    {
        for (int i = 0; i <= Samples; i++)
        {
            double angle = Math.PI / 2 * i / Samples;
            (Vector<double> sin, Vector<double> cos) = WideMath.SinCos(new Vector<double>(angle));
            AssertWithinTwoUlp(Math.Sin(angle), sin[0], angle);
            AssertWithinTwoUlp(Math.Cos(angle), cos[Vector<double>.Count - 1], angle);
        }
    }

    [Fact]
    public void The_arc_tangent_is_within_two_ulp_in_the_first_quadrant()
    {
        var random = new CounterRandom(4, 0, 0);
        for (int i = 0; i <= Samples; i++)
        {
            // Directions near the axes and anywhere between, of any length.
            double angle = i % 2 == 0 ? Math.PI / 2 * i / Samples : Math.Pow(10, random.NextDouble(-12, 0));
            double length = Math.Pow(10, random.NextDouble(-3, 3));
            double sin = length * Math.Sin(angle), cos = length * Math.Abs(Math.Cos(angle));
            AssertWithinTwoUlp(Math.Atan2(sin, cos), WideMath.Atan2(new Vector<double>(sin), new Vector<double>(cos))[0], angle);
        }
    }

    [Fact]
    public void A_quarter_and_a_half_of_a_right_angle_and_none_come_out_as_they_are()
    {
        Assert.Equal(0, WideMath.Atan2(Vector<double>.Zero, Vector<double>.One)[0]);
        Assert.Equal(Math.PI / 2, WideMath.Atan2(Vector<double>.One, Vector<double>.Zero)[0]);
        Assert.Equal(Math.PI / 4, WideMath.Atan2(Vector<double>.One, Vector<double>.One)[0]);
    }

    private static void AssertWithinTwoUlp(double expected, double found, double at)
    {
        double ulp = Math.BitIncrement(Math.Abs(expected)) - Math.Abs(expected);
        Assert.True(Math.Abs(expected - found) <= 2 * ulp, $"at {at:r}: expected {expected:r}, found {found:r}");
    }
}
