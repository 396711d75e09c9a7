using System.Text.Json;
using IntervenGen.Core;
using IntervenGen.Tasks.Yaml;

namespace IntervenGen;

/// <summary>What a run is to do, from sources to a better policy, as a YAML file says it.</summary>
/// <remarks>
/// Strict: an unknown key, a value of another kind or out of range is an error with file, line, column and the nearest known key; all
/// faults are reported at once. Immutable.
/// </remarks>
public sealed class RunSpec
{
    private static readonly JsonSerializerOptions s_readable = new() { WriteIndented = true };

    private RunSpec(string file, IReadOnlyList<RunVariant> variants)
    {
        SourceFile = file;
        Variants = variants;
    }

    /// <summary>Path of the file; paths in it are relative to it.</summary>
    public string SourceFile { get; }

    /// <summary>Number of runs that the file describes: variants times combinations of a sweep's values.</summary>
    public int RunCount => Variants.Count;

    /// <summary>A commented file to begin with.</summary>
    public static string Template { get; } = ReadTemplate();

    /// <summary>The JSON schema of the file, for editors that complete and check YAML.</summary>
    public static string Schema { get; } = YamlSchema.Of(typeof(RunFile), "IntervenGen run").ToJsonString(s_readable);

    internal IReadOnlyList<RunVariant> Variants { get; }

    /// <summary>Reads a file.</summary>
    /// <param name="file">Path of the YAML file.</param>
    /// <param name="values">Values that replace the file's, each as <c>train.hidden=64</c>.</param>
    /// <exception cref="UsageException">The file is missing or has faults; the message has all of them.</exception>
    public static RunSpec Load(string file, IReadOnlyList<string>? values = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        return Of(RunFileReader.Read(file), file, values ?? []);
    }

    /// <summary>Reads a text.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="file">Path that it would have as a file: for messages, and what paths in it are relative to.</param>
    /// <param name="values">Values that replace the text's, each as <c>train.hidden=64</c>.</param>
    /// <exception cref="UsageException">The text has faults; the message has all of them.</exception>
    public static RunSpec Parse(string text, string file = "run.yaml", IReadOnlyList<string>? values = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Of(RunFileReader.Parse(text, file), file, values ?? []);
    }

    /// <summary>A run that is described by a record instead of a file.</summary>
    internal static RunSpec Of(RunFile file) => new(".", [new RunVariant("", "", file)]);

    private static RunSpec Of(YamlMap root, string file, IReadOnlyList<string> values)
    {
        foreach (string value in values)
            root = Set(root, value);
        var faults = new List<string>();
        var variants = new List<RunVariant>();
        foreach ((string name, string group, YamlMap tree) in RunSweep.Expand(root, faults))
        {
            if (new YamlBinder(faults).Bind<RunFile>(tree) is { } bound)
                variants.Add(new RunVariant(name, group, bound));
        }

        string[] distinct = [.. faults.Distinct()];
        return distinct.Length == 0
            ? new RunSpec(file, variants)
            : throw new FaultsException($"'{file}'", distinct);
    }

    private static YamlMap Set(YamlMap root, string value)
    {
        int at = value.IndexOf('=', StringComparison.Ordinal);
        if (at < 1 || at == value.Length - 1)
            throw new UsageException($"--set '{value}' is not of the form KEY=VALUE, such as train.hidden=64");
        return YamlOverlay.With(root, value[..at], YamlTree.Parse(value[(at + 1)..], $"--set {value[..at]}"));
    }

    private static string ReadTemplate()
    {
        using Stream stream = typeof(RunSpec).Assembly.GetManifestResourceStream("run.yaml")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
