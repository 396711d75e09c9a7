namespace IntervenGen.Numerics;

/// <summary>A stream of random numbers that depends on its key alone: never on threads, order or history.</summary>
/// <remarks>
/// Philox4x32-10 (Salmon, Moraes, Dror, Shaw: Parallel random numbers: as easy as 1, 2, 3; SC11).
/// Key: the 64-bit seed. Counter: block number, stream, and a 64-bit index (the attempt).
/// A struct: copying it copies the position in the stream. One thread at a time; allocates nothing.
/// </remarks>
public struct CounterRandom
{
    private readonly uint _key0, _key1, _stream, _index0, _index1;
    private uint _block;
    private uint _w0, _w1, _w2, _w3;
    private int _left;

    /// <summary>Starts a stream at its first number.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="index">What the stream belongs to: the index of an attempt, episode or gradient step.</param>
    /// <param name="stream">The purpose of the numbers; streams with different values are independent.</param>
    public CounterRandom(ulong seed, ulong index, uint stream)
    {
        _key0 = (uint)seed;
        _key1 = (uint)(seed >> 32);
        _stream = stream;
        _index0 = (uint)index;
        _index1 = (uint)(index >> 32);
    }

    /// <summary>One application of the Philox4x32-10 bijection.</summary>
    public static (uint W0, uint W1, uint W2, uint W3) Philox(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1)
    {
        for (int round = 0; round < 10; round++)
        {
            ulong p0 = 0xD2511F53UL * c0;
            ulong p1 = 0xCD9E8D57UL * c2;
            (c0, c1, c2, c3) = ((uint)(p1 >> 32) ^ c1 ^ k0, (uint)p1, (uint)(p0 >> 32) ^ c3 ^ k1, (uint)p0);
            k0 += 0x9E3779B9;
            k1 += 0xBB67AE85;
        }

        return (c0, c1, c2, c3);
    }

    /// <summary>Uniform over all 32-bit numbers.</summary>
    public uint NextUInt32()
    {
        if (_left == 0)
        {
            (_w0, _w1, _w2, _w3) = Philox(_block++, _stream, _index0, _index1, _key0, _key1);
            _left = 4;
        }

        uint result = _w0;
        (_w0, _w1, _w2) = (_w1, _w2, _w3);
        _left--;
        return result;
    }

    /// <summary>Uniform in [0, 1), 53 random bits.</summary>
    public double NextDouble()
    {
        ulong high = NextUInt32();
        ulong low = NextUInt32();
        return (((high << 32) | low) >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>Uniform in [<paramref name="low"/>, <paramref name="high"/>).</summary>
    public double NextDouble(double low, double high) => low + ((high - low) * NextDouble());

    /// <summary>Uniform over 0 … <paramref name="count"/> − 1, without modulo bias (Lemire's multiply-and-reject).</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is not positive.</exception>
    public int NextInt32(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        uint bound = (uint)count;
        uint threshold = (0u - bound) % bound;
        while (true)
        {
            ulong product = (ulong)NextUInt32() * bound;
            if ((uint)product >= threshold)
                return (int)(product >> 32);
        }
    }

    /// <summary>Normal with mean 0 and standard deviation 1 (Box–Muller, one of the pair).</summary>
    public double NextGaussian()
    {
        double radius = Math.Sqrt(-2 * Math.Log(1 - NextDouble()));
        return radius * Math.Cos(2 * Math.PI * NextDouble());
    }
}
