namespace IntervenGen.Web.Tests;

/// <summary>One small demo run, made once: datasets to look at and a policy that reaches the peg.</summary>
public sealed class TinyRun : IDisposable
{
    public TinyRun()
    {
        Igen.Run(
            "demo", "--out", Folder, "--sources", "2", "--episodes", "12", "--steps", "150", "--hidden", "32",
            "--selection-trials", "2", "--trials", "4", "--workers", "1", "--lanes", "8");
    }

    public string Folder => Path.Combine(Root, "run");

    public string Policy => Path.Combine(Folder, "base.ckpt");

    public string this[string name] => Path.Combine(Root, name);

    private string Root { get; } = Directory.CreateTempSubdirectory("igen-web-").FullName;

    public void Dispose() => Directory.Delete(Root, recursive: true);
}

/// <summary>The tests that share a <see cref="TinyRun"/> and a browser.</summary>
[CollectionDefinition(Name)]
public sealed class TinyRunTests : ICollectionFixture<TinyRun>, ICollectionFixture<Chromium>
{
    public const string Name = "tiny run";
}
