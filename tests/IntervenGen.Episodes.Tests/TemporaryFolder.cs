using IntervenGen.Core;
using IntervenGen.Episodes.CrashWriter;

namespace IntervenGen.Episodes.Tests;

/// <summary>A folder that is gone after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder() => Root = Directory.CreateTempSubdirectory("igen-episodes-").FullName;

    public string Root { get; }

    /// <summary>A path in the folder.</summary>
    public string this[string name] => Path.Combine(Root, name);

    /// <summary>Writes attempts 0 … count − 1 of the sample run.</summary>
    public string Write(int count, bool complete = true, string name = "run.igen")
    {
        using var writer = EpisodeStoreWriter.OpenOrCreate(this[name], SampleRun.Manifest(), SampleRun.Options);
        while (writer.NextAttempt < count)
            SampleRun.AppendTo(writer);
        if (complete)
            writer.Complete();
        return this[name];
    }

    /// <summary>Copies a store as it stands, also while a writer holds it.</summary>
    public string Copy(string store, string name)
    {
        Directory.CreateDirectory(this[name]);
        foreach (string file in Directory.GetFiles(store))
        {
            if (Path.GetFileName(file) != ".lock")
                File.WriteAllBytes(Path.Combine(this[name], Path.GetFileName(file)), ReadShared(file));
        }

        return this[name];
    }

    public static byte[] ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Checks that a store holds the sample run's attempts and no others.</summary>
    public static void AssertHolds(string store, int attempts)
    {
        using var opened = EpisodeStore.Open(store);
        Assert.Equal(attempts, opened.AttemptCount);
        var expected = new EpisodeBuffer(new EpisodeLayout(SampleRun.Spec), SampleRun.Spec.Horizon);
        int episode = 0;
        for (int attempt = 0; attempt < attempts; attempt++)
        {
            SampleRun.Fill(expected, attempt);
            Assert.Equal(SampleRun.Summary(attempt, expected.Count), opened.Attempt(attempt));
            if (!SampleRun.HasSteps(attempt))
                continue;
            Assert.Equal(opened.Attempt(attempt), opened.Summary(episode));
            Assert.True(expected.Bytes.SequenceEqual(opened.Read(episode).Bytes), $"attempt {attempt}");
            episode++;
        }

        Assert.Equal(episode, opened.Count);
        Assert.Equal(episode, opened.KeptCount);
    }

    public static void AssertSameFiles(string expected, string actual)
    {
        Assert.Equal(Names(expected), Names(actual));
        foreach (string name in Names(expected))
        {
            Assert.True(
                ReadShared(Path.Combine(expected, name)).AsSpan().SequenceEqual(ReadShared(Path.Combine(actual, name))), name);
        }
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private static string[] Names(string store) =>
        [.. Directory.GetFiles(store).Select(file => Path.GetFileName(file)).Where(name => name != ".lock").Order(StringComparer.Ordinal)];
}
