using System.Runtime.CompilerServices;
using IntervenGen.Core;
using IntervenGen.Episodes.Hdf5;
using IntervenGen.Numerics;

namespace IntervenGen.Episodes.Tests.Hdf5;

public sealed class MutatedFileTests
{
    private const int Mutations = 150;

    [Theory]
    [InlineData("earliest")]
    [InlineData("latest")]
    [InlineData("elsewhere")]
    public void Whatever_bytes_are_changed_reading_ends_with_values_or_a_line(string name)
    {
        using var folder = new TemporaryFolder();
        byte[] whole = File.ReadAllBytes(Fixture(name));
        int refused = 0;
        for (ulong i = 0; i < Mutations; i++)
        {
            byte[] bytes = Mutate(whole, new CounterRandom(5, i, 0));
            File.WriteAllBytes(folder["m.hdf5"], bytes);
            try
            {
                using Hdf5Reader file = Hdf5Reader.Open(folder["m.hdf5"]);
                refused += ReadAll(file.Root, 0) > Complaints(whole: name) ? 1 : 0;
            }
            catch (IntervenGenException)
            {
                refused++;
            }
        }

        // Otherwise nothing was hit that matters, and nothing was tried.
        Assert.True(refused > Mutations / 20, $"{refused} of {Mutations} files were found damaged");
    }

    // A few places at once, often by numbers that are likely to be sizes or addresses.
    private static byte[] Mutate(byte[] whole, CounterRandom random)
    {
        byte[] bytes = [.. whole];
        int changes = 1 + random.NextInt32(6);
        for (int i = 0; i < changes; i++)
        {
            // Headers lie early in such files, and most bytes are zero: aim at what says something.
            int at = random.NextInt32(bytes.Length);
            while (bytes[at] == 0)
                at = (at + 1) % bytes.Length;
            bytes[at] = random.NextInt32(3) switch { 0 => 0xff, 1 => (byte)(bytes[at] ^ (1 << random.NextInt32(8))), _ => (byte)random.NextInt32(256) };
        }

        return bytes;
    }

    private static int Complaints(string whole)
    {
        using Hdf5Reader file = Hdf5Reader.Open(Fixture(whole));
        return ReadAll(file.Root, 0);
    }

    private static int ReadAll(Hdf5ReaderGroup group, int depth)
    {
        int complaints = 0;
        foreach (string name in group.Names())
        {
            _ = group.TryReadText("model_file");
            try
            {
                if (depth < 4 && group.TryOpenGroup(name) is { } inner)
                {
                    complaints += ReadAll(inner, depth + 1);
                    continue;
                }
            }
            catch (EpisodeFormatException)
            {
                // An array, or broken: told apart below.
            }

            try
            {
                _ = group.ReadArray<double>(name, out _);
            }
            catch (EpisodeFormatException)
            {
                complaints++;
            }
        }

        return complaints;
    }

    private static string Fixture(string name, [CallerFilePath] string file = "") =>
        Path.Combine(Path.GetDirectoryName(file)!, "Fixtures", name + ".hdf5");
}
