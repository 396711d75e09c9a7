using FsCheck.Xunit;

namespace IntervenGen.Numerics.Tests;

public sealed class CounterRandomTests
{
    // Random123's kat_vectors, philox4x32 with 10 rounds.
    [Theory]
    [InlineData(0u, 0u, 0u, 0u, 0u, 0u, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(~0u, ~0u, ~0u, ~0u, ~0u, ~0u, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0xa4093822u, 0x299f31d0u, 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void Philox_gives_the_known_answers(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1, uint w0, uint w1, uint w2, uint w3)
    {
        Assert.Equal((w0, w1, w2, w3), CounterRandom.Philox(c0, c1, c2, c3, k0, k1));
    }

    [Property(MaxTest = 100)]
    public void A_number_follows_from_key_and_position_alone(ulong seed, ulong index, uint stream)
    {
        var random = new CounterRandom(seed, index, stream);
        for (uint block = 0; block < 20; block++)
        {
            (uint, uint, uint, uint) expected =
                CounterRandom.Philox(block, stream, (uint)index, (uint)(index >> 32), (uint)seed, (uint)(seed >> 32));
            Assert.Equal(expected, (random.NextUInt32(), random.NextUInt32(), random.NextUInt32(), random.NextUInt32()));
        }
    }

    [Fact]
    public void A_copy_continues_from_the_same_position()
    {
        var random = new CounterRandom(1, 2, 3);
        for (int i = 0; i < 7; i++)
            random.NextUInt32();
        CounterRandom copy = random;
        for (int i = 0; i < 50; i++)
            Assert.Equal(random.NextUInt32(), copy.NextUInt32());
    }

    [Fact]
    public void Neighbouring_seeds_indices_and_streams_are_uncorrelated()
    {
        const int count = 20_000;
        CounterRandom[] streams = [new(1, 1, 1), new(2, 1, 1), new(1, 2, 1), new(1, 1, 2), new(1UL << 32, 1, 1), new(1, 1UL << 32, 1)];
        for (int a = 0; a < streams.Length; a++)
        {
            for (int b = a + 1; b < streams.Length; b++)
            {
                CounterRandom x = streams[a], y = streams[b];
                double sum = 0;
                for (int i = 0; i < count; i++)
                    sum += (x.NextDouble() - 0.5) * (y.NextDouble() - 0.5);
                // Standard deviation of the mean of products of two uniforms: (1/12)/√n. Five of them.
                Assert.InRange(sum / count, -5 / 12.0 / Math.Sqrt(count), 5 / 12.0 / Math.Sqrt(count));
            }
        }
    }

    [Fact]
    public void Uniform_and_gaussian_numbers_have_their_moments()
    {
        const int count = 200_000;
        var random = new CounterRandom(42, 0, 0);
        double u1 = 0, u2 = 0, g1 = 0, g2 = 0, g4 = 0;
        for (int i = 0; i < count; i++)
        {
            double u = random.NextDouble();
            double g = random.NextGaussian();
            Assert.InRange(u, 0, 1 - 1e-17);
            (u1, u2) = (u1 + u, u2 + (u * u));
            (g1, g2, g4) = (g1 + g, g2 + (g * g), g4 + (g * g * g * g));
        }

        // Five standard errors of each sample moment.
        double error = 5 / Math.Sqrt(count);
        Assert.Equal(0.5, u1 / count, Math.Sqrt(1.0 / 12) * error);
        Assert.Equal(1.0 / 3, u2 / count, Math.Sqrt(4.0 / 45) * error);
        Assert.Equal(0, g1 / count, error);
        Assert.Equal(1, g2 / count, Math.Sqrt(2) * error);
        Assert.Equal(3, g4 / count, Math.Sqrt(96) * error);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Whole_numbers_are_uniform_over_their_range(int range)
    {
        const int count = 60_000;
        var random = new CounterRandom(43, 0, (uint)range);
        var histogram = new int[range];
        for (int i = 0; i < count; i++)
            histogram[random.NextInt32(range)]++;
        double expected = count / (double)range;
        double chiSquared = histogram.Sum(n => (n - expected) * (n - expected) / expected);
        // Mean range − 1, variance 2(range − 1).
        Assert.InRange(chiSquared, 0, range - 1 + (6 * Math.Sqrt(2 * range)));
    }

    [Fact]
    public void An_empty_range_is_refused()
    {
        var random = new CounterRandom(1, 1, 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => random.NextInt32(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.NextInt32(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.NextInt32(int.MinValue));
    }

    [Fact]
    public void A_range_near_two_to_the_31_is_not_biased()
    {
        var random = new CounterRandom(44, 0, 0);
        const int range = 3 << 29; // plain modulo would prefer the lower part by a third
        int low = 0;
        for (int i = 0; i < 30_000; i++)
            low += random.NextInt32(range) < range / 2 ? 1 : 0;
        Assert.InRange(low, 15_000 - 450, 15_000 + 450); // five standard deviations
    }

    [Fact]
    public void A_number_between_limits_stays_between_them()
    {
        var random = new CounterRandom(45, 0, 0);
        for (int i = 0; i < 10_000; i++)
            Assert.InRange(random.NextDouble(-3, 5), -3, 5);
    }
}
