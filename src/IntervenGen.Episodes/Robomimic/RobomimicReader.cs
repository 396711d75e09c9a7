using IntervenGen.Core;
using IntervenGen.Episodes.Hdf5;

namespace IntervenGen.Episodes.Robomimic;

/// <summary>Reads robomimic and MimicGen files into a store: our own exports exactly, others' demonstrations as sources.</summary>
public static class RobomimicReader
{
    /// <summary>
    /// The model hash of a store whose simulator states are unknown: it cannot be replayed or rendered, but its motions can be
    /// used.
    /// </summary>
    public const string ForeignModel = "imported";

    /// <summary>The config key of a store whose episodes are sources only and not for training, with the reason.</summary>
    public const string NotForTrainingKey = "notForTraining";

    /// <summary>Imports a file into a new store.</summary>
    /// <param name="path">Path of the HDF5 file.</param>
    /// <param name="spec">The demonstrated task.</param>
    /// <param name="folder">Path of the new store.</param>
    /// <param name="versions">Versions of the importing software.</param>
    /// <param name="options">What the file does not record, and which demonstrations to import.</param>
    /// <param name="cancellation">Stops between demonstrations.</param>
    /// <exception cref="UsageException">The file cannot be a source of this task; the message names what is missing or
    /// different.</exception>
    /// <exception cref="EpisodeFormatException">The file is not HDF5 or is damaged.</exception>
    public static DatasetImport Import(
        string path, TaskSpec spec, string folder, StoreVersions versions, DatasetImportOptions? options =
            null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(spec);
        using Hdf5Reader file = Hdf5Reader.Open(path);
        Hdf5ReaderGroup data = file.Root.TryOpenGroup(RobomimicNames.Data)
            ?? throw new UsageException(
                $"'{path}' has no group /{RobomimicNames.Data}: it is no robomimic dataset; " +
                $"it holds {string.Join(", ", file.Root.Names().Take(12))}");
        string[] demos = Demonstrations(path, data);
        Hdf5ReaderGroup? own = file.Root.TryOpenGroup(RobomimicNames.Own);
        if (own is not null && options?.OnlyForOthers is { } option)
            throw new UsageException($"'{path}' was exported by igen and comes back as it was; {option} is for files of others (parts " +
                "of a dataset: igen dataset split)");
        if (own is not null)
            return OwnDemonstrations.Import(file, own, data, demos, spec, folder, cancellation);
        options ??= new DatasetImportOptions();
        Hdf5ReaderGroup? masks = file.Root.TryOpenGroup(RobomimicNames.Mask);
        if (options.FilterKey is { } filter)
            demos = Filtered(path, demos, masks, filter);
        if (options.Demonstrations.Count > 0)
            demos = Named(path, demos, options.Demonstrations);
        if (options is { StartAfter: null, Objects.Count: 0, Observations.Count: 0 } && OwnDemonstrations.AreAll(data, demos))
            return OwnDemonstrations.ImportEach(file, data, demos, spec, folder, versions, options, cancellation);
        return ForeignFile(file, data, demos, masks, options).Store(spec, folder, versions, cancellation);
    }

    private static ForeignSource ForeignFile(
        Hdf5Reader file, Hdf5ReaderGroup data, string[] demos, Hdf5ReaderGroup? masks, DatasetImportOptions options)
    {
        bool isIsaacLab = IsaacLabDemonstration.Is(data.OpenGroup(demos[0]));
        string? arguments = data.TryReadText(RobomimicNames.EnvironmentArguments);
        var source = new ForeignSource(file.Path, file.Length, options)
        {
            Demonstrations = demos,
            Open = isIsaacLab ? name => IsaacLabDemonstration.Of(data.OpenGroup(name), file.Path) : data.OpenGroup,
            Controller = isIsaacLab
                ? ForeignController.OfIsaacLab(arguments, file.Path)
                : ForeignController.Parse(arguments, file.Path),
            Failed = [.. FailedOf(masks), .. isIsaacLab ? demos.Where(name => IsaacLabDemonstration.Failed(data.OpenGroup(name))) : []],
            Layout = isIsaacLab ? ForeignLayout.IsaacLab
                : arguments is null && RawRecording.Is(data) ? ForeignLayout.RawRobosuite
                : ForeignLayout.MimicGen,
        };
        foreach (string name in data.Names().Except(demos).Where(name => !options.IsSubset || RobomimicNames.NumberOf(name) is null))
            source.Notes.Add($"'{name}': is no demo_0, demo_1, … and is left out");
        foreach (string note in MaskNotes(masks, options))
            source.Notes.Add(note);
        source.Total = options.IsSubset ? null : TotalOf(data, source.Notes);
        return source;
    }

    // A wrong kind of number there costs nothing: steps are counted.
    private static long? TotalOf(Hdf5ReaderGroup data, List<string> notes)
    {
        try
        {
            return data.TryReadInteger(RobomimicNames.Total);
        }
        catch (EpisodeFormatException exception)
        {
            notes.Add($"{RobomimicNames.Total}: {exception.Message}; steps are counted instead");
            return null;
        }
    }

    private static IEnumerable<string> FailedOf(Hdf5ReaderGroup? masks) =>
        (masks?.Names() ?? []).Where(IsOfFailures).SelectMany(name => masks!.ReadStrings(name));

    private static bool IsOfFailures(string mask) =>
        mask.Contains("fail", StringComparison.OrdinalIgnoreCase) || mask.Contains("unsuccess", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string> MaskNotes(Hdf5ReaderGroup? masks, DatasetImportOptions options)
    {
        foreach (string name in (masks?.Names() ?? []).Where(name => name != options.FilterKey))
        {
            if (!IsOfFailures(name))
                yield return $"mask '{name}': a store has no subsets; import one alone with --filter-key {name}";
            else if (options.FilterKey is null)
                yield return $"mask '{name}': its {masks!.ReadStrings(name).Count} demonstrations are kept to be looked at, as failures";
        }
    }

    private static string[] Demonstrations(string path, Hdf5ReaderGroup data)
    {
        string[] demos = [.. data.Names().Where(name => RobomimicNames.NumberOf(name) is not null).OrderBy(RobomimicNames.NumberOf)];
        RequireDistinct(path, data, demos);
        return demos.Length > 0 ? demos : throw new UsageException(
            $"'{path}', /{RobomimicNames.Data}: there is no group demo_0, demo_1, …");
    }

    private static string[] Filtered(string path, string[] demos, Hdf5ReaderGroup? masks, string filter)
    {
        if (masks?.Exists(filter) != true)
            throw new UsageException(
                $"'{path}' has no mask '{filter}'; it has {(masks is null ? "none" : string.Join(", ", masks.Names()))}");
        IReadOnlyList<string> wanted = masks.ReadStrings(filter);
        if (wanted.Except(demos).FirstOrDefault() is { } missing)
            throw new UsageException($"'{path}': mask '{filter}' names '{missing}', and there is no such demonstration");
        return wanted.Count > 0 ? [.. demos.Where(wanted.Contains)] : throw new UsageException($"'{path}': mask '{filter}' is empty");
    }

    private static string[] Named(string path, string[] demos, IReadOnlyList<string> wanted)
    {
        if (wanted.Except(demos).FirstOrDefault() is { } missing)
            throw new UsageException($"'{path}' has no demonstration '{missing}' among those chosen; the nearest is " +
                $"'{NearestName.Of(missing, demos)}' of {demos.Length}");
        return [.. demos.Where(wanted.Contains)];
    }

    // One stretch of a file under many names would fill a disk from a few bytes each.
    private static void RequireDistinct(string path, Hdf5ReaderGroup data, string[] demos)
    {
        var names = new Dictionary<long, string>();
        var numbers = new Dictionary<int, string>();
        foreach (string demo in demos)
        {
            if (!names.TryAdd(data.OpenGroup(demo).Identity, demo))
                throw new EpisodeFormatException(
                    $"'{path}', {data.Path}: '{names[data.OpenGroup(demo).Identity]}' and '{demo}' are one group under two names");
            if (!numbers.TryAdd(RobomimicNames.NumberOf(demo)!.Value, demo))
                throw new UsageException(
                    $"'{path}', {data.Path}: '{numbers[RobomimicNames.NumberOf(demo)!.Value]}' and '{demo}' have one number; remove or " +
                    "rename one of them");
        }
    }
}
