using System.Globalization;
using IntervenGen.Core;

namespace IntervenGen.Fuzz;

/// <summary>What the command line says.</summary>
internal sealed record FuzzArguments
{
    public const string Help =
        """
        Gives changed bytes to every parser of foreign bytes, and says which did not end with a value or a refusal.

          tools/fuzz [TARGET…|all] [--seconds N] [--iterations N] [--seed S] [--input FILE]

          --seconds N      of each target; 60 if neither this nor --iterations is given
          --iterations N   inputs of each target
          --seed S         input I of seed S is always the same; 1 if not given
          --input FILE     this one input instead, as it was saved after a failure

        Example: tools/fuzz manifest checkpoint --seconds 30 --seed 7
        """;

    public required IReadOnlyList<string> Targets { get; init; }

    public long Seconds { get; init; }

    public long Iterations { get; init; } = long.MaxValue;

    public ulong Seed { get; init; } = 1;

    /// <summary>One input instead of many.</summary>
    public string? Input { get; init; }

    /// <summary>Where failures and work go.</summary>
    public string Folder { get; init; } = Path.Combine("artifacts", "fuzz");

    public bool WantsHelp { get; init; }

    /// <summary>The first iteration.</summary>
    public long From { get; init; }

    /// <summary>Set in a worker: the file of its <see cref="Running.Progress"/>; its folder is the worker's alone.</summary>
    public string? Progress { get; init; }

    /// <summary>Set in a worker that only writes an input to a file: which one, and where.</summary>
    public (long Iteration, string Path)? Emit { get; init; }

    /// <exception cref="UsageException">An option is unknown or its value no number.</exception>
    public static FuzzArguments Parse(string[] words)
    {
        var targets = new List<string>();
        var given = new FuzzArguments { Targets = targets };
        for (int i = 0; i < words.Length; i++)
        {
            string Value() => ++i < words.Length ? words[i] : throw new UsageException($"{words[i - 1]} needs a value");
            given = words[i] switch
            {
                "--help" or "-h" => given with { WantsHelp = true },
                "--seconds" => given with { Seconds = Number("--seconds", Value()) },
                "--iterations" => given with { Iterations = Number("--iterations", Value()) },
                "--seed" => given with { Seed = (ulong)Number("--seed", Value()) },
                "--input" => given with { Input = Value() },
                "--folder" => given with { Folder = Value() },
                "--from" => given with { From = Number("--from", Value()) },
                "--progress" => given with { Progress = Value() },
                "--emit" => given with { Emit = (Number("--emit", Value()), Value()) },
                ['-', ..] => throw new UsageException($"unknown option '{words[i]}'; tools/fuzz --help names them"),
                _ => Add(given, targets, words[i]),
            };
        }

        if (targets.Count == 0 || targets.Contains("all"))
        {
            targets.Clear();
            targets.AddRange(TargetCatalog.Names);
        }

        foreach (string target in targets)
            TargetCatalog.Check(target);
        if (given.Input is not null && targets.Count != 1)
            throw new UsageException("--input needs exactly one target");
        if (given.Input is { } input && !File.Exists(input))
            throw new UsageException($"there is no file '{input}'");
        return given.Seconds == 0 && given.Iterations == long.MaxValue ? given with { Seconds = 60 } : given;
    }

    private static FuzzArguments Add(FuzzArguments given, List<string> targets, string target)
    {
        targets.Add(target);
        return given;
    }

    private static long Number(string option, string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw new UsageException($"{option} is '{text}'; a whole number is needed");
}
