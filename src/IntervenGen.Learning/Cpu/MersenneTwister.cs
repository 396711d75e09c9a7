namespace IntervenGen.Learning.Cpu;

/// <summary>MT19937-64 (Nishimura and Matsumoto 2000), as <c>std::mt19937_64</c>: a seed's first weights are what they always
/// were.</summary>
internal sealed class MersenneTwister
{
    private const int Size = 312, Middle = 156;
    private const double Step = 1.0 / (1L << 52);
    private const ulong UpperMask = 0xFFFFFFFF80000000, LowerMask = 0x7FFFFFFF;

    private readonly ulong[] _state = new ulong[Size];
    private int _next = Size;

    public MersenneTwister(ulong seed)
    {
        _state[0] = seed;
        for (int i = 1; i < Size; i++)
            _state[i] = (6364136223846793005UL * (_state[i - 1] ^ (_state[i - 1] >> 62))) + (ulong)i;
    }

    public ulong NextUInt64()
    {
        if (_next == Size)
            Refill();
        ulong x = _state[_next++];
        x ^= (x >> 29) & 0x5555555555555555;
        x ^= (x << 17) & 0x71D67FFFEDA60000;
        x ^= (x << 37) & 0xFFF7EEE000000000;
        return x ^ (x >> 43);
    }

    /// <summary>Uniform in [−1, 1), in steps of 2⁻⁵².</summary>
    public double NextSigned() => ((NextUInt64() >> 11) * Step) - 1.0;

    private void Refill()
    {
        for (int i = 0; i < Size; i++)
        {
            ulong x = (_state[i] & UpperMask) | (_state[(i + 1) % Size] & LowerMask);
            _state[i] = _state[(i + Middle) % Size] ^ (x >> 1) ^ ((x & 1) * 0xB5026F5AA96619E9);
        }

        _next = 0;
    }
}
