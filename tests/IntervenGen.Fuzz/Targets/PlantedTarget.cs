using IntervenGen.Core;

namespace IntervenGen.Fuzz.Targets;

/// <summary>A parser that is wrong in every way that the fuzzer must notice: for testing the fuzzer itself.</summary>
internal sealed class PlantedTarget(string place) : FuzzTarget
{
    public const string PlantedName = "planted";

    // Its hang must not take the test five seconds, twice.
    public static readonly TimeSpan ShortLimit = TimeSpan.FromSeconds(1);

    public override string Name => PlantedName;

    public override bool Run(byte[] input)
    {
        if (input.Length < 8)
            throw new EpisodeFormatException("too short");
        switch (input[0], input[1])
        {
            case ((byte)'E', 0xff): throw new ArgumentException("planted exception");
            case ((byte)'H', 0xff): return Hang();
            case ((byte)'S', 0xff): return Overflow(input, 0) > 0;
            case ((byte)'T', 0xff): return OtherThread();
            case ((byte)'A', 0xff): return Resident();
            case ((byte)'O', 0xff): return new byte[int.MaxValue - 64].Length == 0;
            case ((byte)'L', 0xff): return Leave();
            default: return true;
        }
    }

    // One byte away from each fault.
    protected override IEnumerable<byte[]> MakeSeeds() => [.. "0EHSTAOL"u8.ToArray().Select(kind => (byte[])[kind, 1, 1, 1, 1, 1, 1, 1])];

    // Only the plain exception is planted where mutations find it; the others are given by their file.
    protected override int Pick(long iteration, ref Numerics.CounterRandom random) => random.NextInt32(2);

    private static bool Hang()
    {
        using var never = new ManualResetEventSlim();
        never.Wait();
        return true;
    }

    private static int Overflow(byte[] input, int depth) =>
        depth == int.MaxValue ? input.Length : Overflow(input, depth + 1) + input[depth % input.Length];

    private static bool OtherThread()
    {
        var thread = new Thread(() => throw new InvalidOperationException("planted on another thread"));
        thread.Start();
        thread.Join();
        return true;
    }

    private static unsafe bool Resident()
    {
        const nuint bytes = 320 << 20;
        void* memory = System.Runtime.InteropServices.NativeMemory.Alloc(bytes);
        new Span<byte>(memory, (int)bytes).Fill(1);
        System.Runtime.InteropServices.NativeMemory.Free(memory);
        return true;
    }

    private bool Leave()
    {
        File.WriteAllText(Path.Combine(place, "left"), "");
        return true;
    }
}
