using System.Runtime.Intrinsics.X86;

namespace IntervenGen.Cli.Tests;

/// <summary>The vector instructions of the physics: a matter of speed, except where they are switched off.</summary>
public sealed class KernelTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("igen-kernels").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableFact]
    public void Every_level_of_kernels_makes_the_same_episodes()
    {
        Skip.IfNot(Avx2.IsSupported && Fma.IsSupported, "no kernels for this processor");
        Assert.Equal(Digest("Auto"), Digest("Avx2"));
    }

    [SkippableFact]
    public void A_dataset_says_whether_kernels_made_it()
    {
        Skip.IfNot(Avx2.IsSupported && Fma.IsSupported, "no kernels for this processor");
        Assert.NotEqual(Digest("Off"), Digest("Auto"));
        Assert.Contains("physics of MuJoCo", Manifest("Off"), StringComparison.Ordinal);
        Assert.Contains("physics 1", Manifest("Auto"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_dataset_made_without_kernels_is_replayed_without_them()
    {
        Skip.IfNot(Avx2.IsSupported && Fma.IsSupported, "no kernels for this processor");
        Digest("Off");
        Assert.Contains("1 of 1 episodes reproduce bit for bit", Igen.Run("replay", Dataset("Off")).Expect(0).Output);
    }

    [Fact]
    public void An_unknown_level_in_the_environment_is_named()
    {
        string complaint = Igen.RunAfter("export IGEN_KERNELS=sse9", "bench", "physics", "--lanes", "1").Expect(1).Complaint();
        Assert.Contains("IGEN_KERNELS is 'sse9'; known: auto, off, avx2, avx512", complaint, StringComparison.Ordinal);
    }

    private string Digest(string level) =>
        (string)Igen.Run("collect", "demos", "--episodes", "1", "--kernels", level, "--out", Dataset(level), "--json").Expect(0).Json["digest"]!;

    private string Dataset(string level) => Path.Combine(_folder, $"{level}.igen");

    private string Manifest(string level) => File.ReadAllText(Path.Combine(Dataset(level), "manifest.json"));
}
