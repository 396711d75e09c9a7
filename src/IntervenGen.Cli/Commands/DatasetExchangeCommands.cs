using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Episodes.Robomimic;
using IntervenGen.Tasks;

namespace IntervenGen.Cli.Commands;

/// <summary><c>igen dataset export|import</c>: robomimic's HDF5, both ways.</summary>
internal static class DatasetExchangeCommands
{
    private const string Robomimic = "robomimic";

    public static Command Export()
    {
        Argument<string> folder = new("dataset") { Description = "Dataset folder." };
        var format = new Option<string>("--format") { Description = "Format: robomimic (HDF5).", DefaultValueFactory = _ => Robomimic };
        var output = new Option<string>("--out") { Description = "The file.", Required = true };
        var filter = new Option<RobomimicFilter>("--filter")
        {
            Description = "All (every stored episode; imports back with an equal digest), Success (kept ones), or Recovery (each recovery as its own demonstration, without the mistake).",
        };
        var valid = new Option<double>("--valid-fraction")
        {
            Description = "Share of the episodes for mask/valid; 0 writes no train/valid masks.",
        }.Within(0, 1);
        var model = new ModelOptions("The model of a dataset that was made with another one than the task's.");
        var command = new Command(
            "export",
            "Write a dataset as the HDF5 file that robomimic's training script loads, with MimicGen's datagen_info and intervention labels.\n\n" +
            "Example:  igen dataset export igen.igen --out igen.hdf5 --filter recovery --valid-fraction 0.1");
        command.Arguments.Add(folder);
        Option<bool> overwrite = Outputs.OverwriteOption();
        foreach (Option option in (Option[])[format, output, overwrite, filter, valid])
            command.Options.Add(option);
        model.AddTo(command);
        return command.WithBody((parsed, reporter, cancellation) =>
        {
            if (parsed.GetValue(format) is var name && name != Robomimic)
                throw new UsageException($"unknown format '{name}'; known: {Robomimic}");
            string path = parsed.GetValue(output)!;
            OutputFile.Check(path, parsed.GetValue(overwrite));
            using EpisodeStore store = EpisodeStore.Open(parsed.GetValue(folder)!);
            using EpisodeReplayer? replayer = store.Manifest.ModelHash == RobomimicReader.ForeignModel ? null : new EpisodeReplayer(store, model.Of(parsed));
            var options = new RobomimicExportOptions
            {
                Overwrite = parsed.GetValue(overwrite),
                Filter = parsed.GetValue(filter),
                ValidFraction = parsed.GetValue(valid),
                ModelXml = replayer?.Task.Xml ?? "",
                LastObservation = replayer is null ? null : new SimulatedLastObservation(replayer),
            };
            var clock = Stopwatch.StartNew();
            RobomimicExport result = reporter.Track("exporting", store.Count, update =>
                RobomimicWriter.Write(store, path, options, done => update(done, $"{done} of {store.Count} episodes"), cancellation));
            double rate = result.Bytes / 1e6 / clock.Elapsed.TotalSeconds;
            long peak = Process.GetCurrentProcess().PeakWorkingSet64;
            reporter.Result($"{result.Demonstrations} demonstrations from {result.Episodes} episodes, {result.Steps} steps, in '{path}': {result.Bytes / 1e6:0.0} MB at {rate:0} MB/s, {peak >> 20} MB of memory");
            reporter.Json(new JsonObject
            {
                ["out"] = path,
                ["demonstrations"] = result.Demonstrations,
                ["episodes"] = result.Episodes,
                ["steps"] = result.Steps,
                ["bytes"] = result.Bytes,
                ["seconds"] = clock.Elapsed.TotalSeconds,
                ["megabytes_per_second"] = rate,
                ["peak_memory_bytes"] = peak,
            });
            return Invocation.Done;
        }, Stopping.LeavesNothing);
    }

    public static Command Import()
    {
        Argument<string> file = new("file") { Description = "HDF5 file of robomimic or MimicGen." };
        var common = new CommonOptions();
        var label = new Option<string?>("--operator") { Description = "Who demonstrated: human (when not given) or scripted." };
        var objects = new Option<string[]>("--object")
        {
            Description = "OURS=THEIRS: what the file calls an object of the task. May be repeated.",
            Arity = ArgumentArity.OneOrMore,
        };
        var rename = new Option<string[]>("--rename")
        {
            Description = "THEIRS=OURS: an observation that the file calls otherwise. May be repeated.",
            Arity = ArgumentArity.OneOrMore,
        };
        var filterKey = new Option<string?>("--filter-key") { Description = "Only the demonstrations of this mask." };
        var demos = new Option<string[]>("--demo")
        {
            Description = "Only these demonstrations, by name. May be repeated.",
            AllowMultipleArgumentsPerToken = true,
            Arity = ArgumentArity.OneOrMore,
        };
        var start = new Option<string?>("--start-after") { Description = "Leave out the steps before this of the file's subtask signals is 1." };
        var command = new Command(
            "import",
            "Read demonstrations from a robomimic or MimicGen file (with datagen_info) as sources, or one's own export with an equal digest.\n\n" +
            "Example:  igen dataset import square.hdf5 --task nut-insertion --start-after grasp --out sources.igen");
        command.Arguments.Add(file);
        foreach (Option option in (Option[])[common.Task, common.Out, label, objects, rename, filterKey, demos, start])
            command.Options.Add(option);
        return command.WithBody((parsed, reporter, cancellation) =>
        {
            using Simulation.SimulatedTask task = TaskCatalog.Find(parsed.GetValue(common.Task)!).Open();
            var options = new RobomimicImportOptions
            {
                Operator = parsed.GetValue(label) is null or "human" or "scripted"
                    ? parsed.GetValue(label)
                    : throw new UsageException($"--operator is '{parsed.GetValue(label)}'; it must be human or scripted"),
                Objects = Distinct("--object", (parsed.GetValue(objects) ?? []).Select(text => Pair(text, task.Spec))),
                Observations = Distinct("--rename", (parsed.GetValue(rename) ?? []).Select(text => Renamed(text, task.Spec))),
                FilterKey = parsed.GetValue(filterKey),
                Demonstrations = parsed.GetValue(demos) ?? [],
                StartAfter = parsed.GetValue(start),
            };
            string target = parsed.GetValue(common.Out)!;
            RobomimicImport result = RobomimicReader.Import(parsed.GetValue(file)!, task.Spec, target, Workspace.Versions, options, cancellation);
            foreach (string note in result.Unmapped)
                reporter.Say($"  note: {note}");
            reporter.Result($"{result.Episodes} episodes, {result.Steps} steps in '{target}'{(result.IsExact ? ", equal to what was exported" : "")}");
            reporter.Result($"digest {result.Digest}");
            reporter.Json(new JsonObject
            {
                ["out"] = target,
                ["episodes"] = result.Episodes,
                ["steps"] = result.Steps,
                ["exact"] = result.IsExact,
                ["digest"] = result.Digest,
                ["unmapped"] = new JsonArray([.. result.Unmapped.Select(note => (JsonNode)note)]),
            });
            return Invocation.Done;
        }, Stopping.LeavesNothing);
    }

    private static Dictionary<string, string> Distinct(string option, IEnumerable<KeyValuePair<string, string>> pairs)
    {
        var taken = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string ours, string theirs) in pairs)
        {
            if (theirs.Length == 0)
                throw new UsageException($"{option} names nothing for '{ours}'");
            if (!taken.TryAdd(ours, theirs))
                throw new UsageException($"{option} names '{ours}' twice: as '{taken[ours]}' and as '{theirs}'");
        }

        return taken;
    }

    private static KeyValuePair<string, string> Renamed(string text, TaskSpec spec)
    {
        string[] sides = text.Split('=', 2);
        if (sides.Length != 2)
            throw new UsageException($"--rename '{text}' must be THEIRS=OURS");
        return spec.Observations.Any(field => field.Name == sides[1])
            ? new KeyValuePair<string, string>(sides[1], sides[0])
            : throw new UsageException($"--rename '{text}': task '{spec.Name}' observes {string.Join(", ", spec.Observations.Select(field => field.Name))}");
    }

    private static KeyValuePair<string, string> Pair(string text, TaskSpec spec)
    {
        string[] sides = text.Split('=', 2);
        if (sides.Length != 2)
            throw new UsageException($"--object '{text}' must be OURS=THEIRS");
        return spec.Objects.Contains(sides[0])
            ? new KeyValuePair<string, string>(sides[0], sides[1])
            : throw new UsageException($"--object '{text}': task '{spec.Name}' has the objects {string.Join(", ", spec.Objects)}");
    }
}
