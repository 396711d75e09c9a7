using IntervenGen.Core;
using IntervenGen.Episodes.CrashWriter;

namespace IntervenGen.Episodes.Tests;

public sealed class ArithmeticTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_of_a_machine_that_rounds_differently_is_not_continued_unasked()
    {
        using (EpisodeStoreWriter writer = EpisodeStoreWriter.Create(_folder["run.igen"], By("x64 avx2"), SampleRun.Options))
            SampleRun.AppendTo(writer);
        string message = Assert.Throws<UsageException>(() => EpisodeStoreWriter.Open(_folder["run.igen"], By("x64 avx512"))).Message;
        Assert.Contains("versions.arithmetic", message, StringComparison.Ordinal);
        Assert.Contains("x64 avx2", message, StringComparison.Ordinal);
        Assert.Contains("x64 avx512", message, StringComparison.Ordinal);
        using (EpisodeStoreWriter.Open(_folder["run.igen"], By("x64 avx512"), mixArithmetic: true))
        {
        }

        using EpisodeStore store = EpisodeStore.Open(_folder["run.igen"]);
        Assert.Equal("x64 avx2 + x64 avx512", store.Manifest.Versions.Arithmetic);
    }

    [Fact]
    public void A_run_that_does_not_say_where_it_was_made_is_continued()
    {
        using (EpisodeStoreWriter.Create(_folder["run.igen"], By(""), SampleRun.Options))
        {
        }

        using EpisodeStoreWriter writer = EpisodeStoreWriter.Open(_folder["run.igen"], By("x64 avx512"));
        Assert.Equal("", writer.Manifest.Versions.Arithmetic);
    }

    [Fact]
    public void The_digest_names_the_episodes_whatever_machine_made_them() => Assert.Equal(Digest("a.igen", "x64 avx2"), Digest("b.igen", "x64 avx512"));

    [Fact]
    public void A_run_goes_on_with_other_vectors_and_names_both()
    {
        using (EpisodeStoreWriter.Create(_folder["run.igen"], With("AVX2"), SampleRun.Options))
        {
        }

        using (EpisodeStoreWriter.Open(_folder["run.igen"], With("AVX-512")))
        {
        }

        using EpisodeStore store = EpisodeStore.Open(_folder["run.igen"]);
        Assert.Equal("AVX-512 + AVX2", store.Manifest.Versions.Vectors);
    }

    [Fact]
    public void Vectors_are_no_difference_between_runs() => Assert.Null(With("AVX2").FirstDifference(With("AVX-512")));

    private static StoreManifest With(string vectors) =>
        SampleRun.Manifest() with { Versions = SampleRun.Manifest().Versions with { Vectors = vectors } };

    private static StoreManifest By(string arithmetic) =>
        SampleRun.Manifest() with { Versions = SampleRun.Manifest().Versions with { Arithmetic = arithmetic } };

    private string Digest(string name, string arithmetic)
    {
        using EpisodeStoreWriter writer = EpisodeStoreWriter.Create(_folder[name], By(arithmetic), SampleRun.Options);
        SampleRun.AppendTo(writer);
        return writer.Complete();
    }
}
