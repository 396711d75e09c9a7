using System.Globalization;

namespace IntervenGen.Cli.Tests;

/// <summary>One small demo run, made once and looked at by many tests; and a place for what they write.</summary>
public sealed class TinyDemo : IDisposable
{
    // The smallest found in which the policy reaches the peg at all: without contact there is nothing to correct.
    private static readonly string[] s_sizes =
        ["--sources", "2", "--episodes", "12", "--steps", "150", "--hidden", "32", "--selection-trials", "2", "--trials", "4"];

    private static readonly string s_workers = Math.Min(2, Environment.ProcessorCount).ToString(CultureInfo.InvariantCulture);

    public TinyDemo()
    {
        Outcome = Igen.Run(Command(Folder, s_workers, "8"));
        Outcome.Expect(0);
    }

    internal Outcome Outcome { get; }

    /// <summary>What the demo made. Not to be written to: <see cref="Copy"/> makes a copy.</summary>
    public string Folder => this["demo"];

    /// <summary>A path of one's own.</summary>
    public string this[string name] => Path.Combine(Root, name);

    public string Demonstrations => Path.Combine(Folder, "demonstrations.igen");

    public string Interventions => Path.Combine(Folder, "interventions.igen");

    public string BaseData => Path.Combine(Folder, "base.igen");

    public string BasePolicy => Path.Combine(Folder, "base.ckpt");

    public string Generated => Path.Combine(Folder, "igen.igen");

    private string Root { get; } = Directory.CreateTempSubdirectory("igen-cli-").FullName;

    /// <summary>The command that made it, for another place and other hands.</summary>
    public static string[] Command(string folder, string workers, string lanes) =>
        ["demo", "--out", folder, .. s_sizes, "--workers", workers, "--lanes", lanes, "--json"];

    /// <summary>A copy of a dataset to be damaged.</summary>
    public string Copy(string dataset, string name)
    {
        Directory.CreateDirectory(this[name]);
        foreach (string file in Directory.GetFiles(dataset))
            File.Copy(file, Path.Combine(this[name], Path.GetFileName(file)));
        return this[name];
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}

/// <summary>The tests that share a <see cref="TinyDemo"/>.</summary>
[CollectionDefinition(Name)]
public sealed class TinyDemoTests : ICollectionFixture<TinyDemo>
{
    public const string Name = "tiny demo";
}
