using System.Runtime.CompilerServices;

namespace IntervenGen.Episodes.Tests;

/// <summary>A small committed store: what was written once must be written, and readable, for ever.</summary>
/// <remarks>Regenerate with <c>IGEN_REGENERATE_GOLDEN=1 dotnet test</c> and review the diff; a new format version needs a second one.</remarks>
public sealed class GoldenStoreTests : IDisposable
{
    private const int Attempts = 6;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_golden_store_reads_as_it_was_written_and_is_written_the_same_today()
    {
        string written = _folder.Write(Attempts);
        if (Environment.GetEnvironmentVariable("IGEN_REGENERATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Golden());
            foreach (string file in Directory.GetFiles(written).Where(file => Path.GetFileName(file) != ".lock"))
                File.Copy(file, Path.Combine(Golden(), Path.GetFileName(file)), overwrite: true);
        }

        TemporaryFolder.AssertHolds(Golden(), Attempts);
        TemporaryFolder.AssertSameFiles(Golden(), written);
        Assert.True(EpisodeStoreVerifier.Verify(Golden()).IsGood);
    }

    private static string Golden([CallerFilePath] string file = "") => Path.Combine(Path.GetDirectoryName(file)!, "Golden", "store");
}
