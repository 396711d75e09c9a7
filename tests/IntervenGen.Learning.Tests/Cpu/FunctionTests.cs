using System.Runtime.Intrinsics;
using IntervenGen.Learning.Cpu;

namespace IntervenGen.Learning.Tests.Cpu;

public sealed class FunctionTests
{
    [Fact]
    public void The_exponential_is_within_two_units_in_the_last_place()
    {
        for (double x = -87; x < 88; x += 0.0137)
            AssertNear(Math.Exp((float)x), F.Exp(All((float)x))[0], 2);
        Assert.Equal(F.Exp(All(-87))[0], F.Exp(All(float.NegativeInfinity))[0]);
        Assert.Equal(F.Exp(All(88))[0], F.Exp(All(1e30f))[0]);
    }

    [Fact]
    public void The_logarithm_is_within_two_units_in_the_last_place()
    {
        for (double x = 1e-30; x < 1e30; x *= 1.0173)
            AssertNear(Math.Log((float)x), F.Log(All((float)x))[0], 2);
        Assert.Equal(0, F.Log(All(1))[0]);
    }

    [Fact]
    public void The_logarithm_near_one_keeps_its_small_values()
    {
        for (double u = 1; u > 1e-30; u *= 0.91)
        {
            // ln(1 + u) = u − u²/2 + …
            float x = (float)u;
            AssertNear(u < 1e-6 ? x - (0.5 * x * x) : Math.Log(1 + (double)x), F.Log1P(All(x))[0], 3);
        }


        Assert.Equal(0, F.Log1P(All(0))[0]);
    }

    [Fact]
    public void Sigmoid_and_tanh_stay_within_a_rounding_of_one()
    {
        for (double x = -120; x < 120; x += 0.0113)
        {
            Assert.Equal(1 / (1 + Math.Exp(-(double)(float)x)), F.Sigmoid(All((float)x))[0], 1.2e-7);
            Assert.Equal(Math.Tanh((float)x), F.Tanh(All((float)x))[0], 2.4e-7);
        }

        // Padding relies on it.
        Assert.Equal(0, F.Tanh(All(0))[0]);
    }

    [Fact]
    public void What_is_not_a_number_stays_so()
    {
        foreach (Func<Vector128<float>, Vector128<float>> function in (Func<Vector128<float>, Vector128<float>>[])[F.Exp, F.Sigmoid, F.Tanh])
            Assert.True(float.IsNaN(function(All(float.NaN))[0]));
    }

    [Fact]
    public void The_random_numbers_are_those_of_the_published_generator()
    {
        // The C++ standard's own check of std::mt19937_64.
        var random = new MersenneTwister(5489);
        for (int i = 1; i < 10000; i++)
            random.NextUInt64();
        Assert.Equal(9981545732273789042UL, random.NextUInt64());
    }

    private static Vector128<float> All(float value) => Vector128.Create(value);

    private static void AssertNear(double expected, float actual, int units)
    {
        double unit = Math.Abs(expected) * (MathF.BitIncrement(1f) - 1f);
        Assert.True(Math.Abs(actual - expected) <= units * unit, $"{actual} instead of {expected}");
    }

    private static class F
    {
        public static Vector128<float> Exp(Vector128<float> x) => Functions<Vector128<float>, Width128>.Exp(x);

        public static Vector128<float> Log(Vector128<float> x) => Functions<Vector128<float>, Width128>.Log(x);

        public static Vector128<float> Log1P(Vector128<float> x) => Functions<Vector128<float>, Width128>.Log1P(x);

        public static Vector128<float> Sigmoid(Vector128<float> x) => Functions<Vector128<float>, Width128>.Sigmoid(x);

        public static Vector128<float> Tanh(Vector128<float> x) => Functions<Vector128<float>, Width128>.Tanh(x);
    }
}
