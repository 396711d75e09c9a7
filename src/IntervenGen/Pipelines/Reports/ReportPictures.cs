using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Experiments;
using IntervenGen.Experiments.Plots;
using IntervenGen.Generation;

namespace IntervenGen;

/// <summary>Draws the pictures of a report into the folder <c>report</c>: success, training curves, coverage, and a film for each
/// round.</summary>
internal static class ReportPictures
{
    /// <summary>Heading of the plots of success.</summary>
    public const string Success = "Success";

    /// <summary>Heading of the training curves.</summary>
    public const string Trainings = "Trainings";

    /// <summary>Heading of the datasets' plots.</summary>
    public const string Coverage = "Coverage";

    /// <summary>Heading of the films.</summary>
    public const string Films = "Films";

    private const string Folder = "report";
    private const int MaxPictures = 24, MaxGroups = 12, Width = 480, Height = 360;

    /// <summary>Draws what is not there yet, and lists everything.</summary>
    public static IReadOnlyList<ReportPicture> Write(PipelineResult result, RunMonitor monitor, CancellationToken cancellation)
    {
        OutputFolder.Ensure(Path.Combine(result.Folder, Folder));
        var pictures = new List<ReportPicture>();
        AddSuccess(result, pictures);
        foreach (VariantPlan variant in result.Plan.Variants)
        {
            AddCurves(result, variant, pictures);
            AddDatasets(result, variant, pictures, monitor, cancellation);
        }

        return [.. pictures.DistinctBy(picture => picture.File)];
    }

    // A bar for each round of one run; of several, base and last round of each, with seeds pooled.
    private static void AddSuccess(PipelineResult result, List<ReportPicture> pictures)
    {
        IntervalRow[] bars =
        [
            .. result.Runs.GroupBy(run => run.Group).Take(MaxGroups).SelectMany(group => Bars([.. group], result.Runs.Count > 1)),
        ];
        if (bars.Length == 0)
            return;
        string file = FileOf("success.svg"), tasks = string.Join(
            ", ", result.Plan.Variants.Select(plan => plan.Variant.File.Task.Text).Distinct());
        SuccessFigure.Draw(tasks, "held-out trials with wrong beliefs; lines: 95 % intervals", bars)
            .Write(Path.Combine(result.Folder, file), overwrite: true);
        pictures.Add(new ReportPicture(Success, $"Success on {tasks}", file));
    }

    private static IEnumerable<IntervalRow> Bars(VariantResult[] group, bool isOneOfSeveral)
    {
        string name = isOneOfSeveral ? group[0].Group : "";
        int rounds = group.Max(run => run.Rounds.Count);
        for (int number = isOneOfSeveral && rounds > 1 ? rounds : 0; number <= rounds; number++)
        {
            SuccessInterval? success = PipelineResults.Pool(
                group.Select(run => number == 0 ? run.Base.Success : run.Rounds.ElementAtOrDefault(number - 1)?.Success));
            string label = number == 0 ? "Base" : rounds == 1 ? "I-Gen" : $"Round {number}";
            if (success is { } known)
                yield return new IntervalRow(
                    name.Length == 0 ? label : $"{name}, {label}", known.Rate, known.Low, known.High, Published: null);
        }
    }

    private static void AddCurves(PipelineResult result, VariantPlan plan, List<ReportPicture> pictures)
    {
        foreach (Recipe training in plan.Rounds.Select(round => round.Policy).Prepend(plan.BasePolicy).Distinct())
        {
            string curve = result.Artifacts[training].Path + ".curve";
            if (training.Kind != RecipeKind.Train || !File.Exists(curve) || pictures.Count >= MaxPictures)
                continue;
            string name = result.Plan.Names[training], file = FileOf($"{Flat(name)}-training.svg");
            if (CurvePlot.Write(Path.Combine(result.Folder, file), curve, name))
                pictures.Add(new ReportPicture(Trainings, $"`{result.Plan.Names.FullName(training)}`", file));
        }
    }

    private static void AddDatasets(
        PipelineResult result, VariantPlan plan, List<ReportPicture> pictures, RunMonitor monitor, CancellationToken cancellation)
    {
        foreach (Recipe dataset in plan.Rounds.SelectMany(round => round.Data))
        {
            Artifact artifact = result.Artifacts[dataset];
            if (artifact.Failure is not null || pictures.Count >= MaxPictures)
                continue;
            string flat = Flat(result.Plan.Names[dataset]), digest = artifact.Digest[..Math.Min(8, artifact.Digest.Length)];
            // The digest in the name says whether a picture is of this dataset.
            string plot = FileOf($"{flat}-{digest}.svg"), film = FileOf($"{flat}-{digest}.mp4"), picture = FileOf($"{flat}-{digest}.png");
            using EpisodeStore store = EpisodeStore.Open(artifact.Path);
            if (!File.Exists(Path.Combine(result.Folder, plot)))
                DatasetFigure.Write(Path.Combine(result.Folder, plot), overwrite: true, store, _ => { }, cancellation);
            pictures.Add(new ReportPicture(Coverage, $"`{result.Plan.Names.FullName(dataset)}`", plot));
            if (TryFilm(store, Path.Combine(result.Folder, film), Path.Combine(result.Folder, picture), monitor, cancellation))
                pictures.Add(new ReportPicture(Films, $"First episode of `{result.Plan.Names.FullName(dataset)}`", film));
            else if (File.Exists(Path.Combine(result.Folder, picture)))
                pictures.Add(new ReportPicture(Films, $"End of the first episode of `{result.Plan.Names.FullName(dataset)}`", picture));
        }
    }

    // Numbers do not depend on pictures: a machine without OpenGL or ffmpeg still gets its report, and is told.
    private static bool TryFilm(EpisodeStore store, string film, string picture, RunMonitor monitor, CancellationToken cancellation)
    {
        if (File.Exists(film))
            return true;
        try
        {
            using var renderer = new EpisodeRenderer(store, model: null, Width, Height);
            EpisodeBuffer episode = store.Read(0);
            renderer.Save(episode, episode.Count - 1, picture, overwrite: true);
            renderer.Render(episode, film, overwrite: true, store.Manifest.ControlPeriod, captions: true, _ => { }, cancellation);
            return true;
        }
        catch (IntervenGenException exception)
        {
            monitor.Say($"  no film: {exception.Message}");
            return false;
        }
    }

    private static string FileOf(string name) => $"{Folder}/{name}";

    private static string Flat(string name) => name.Replace('/', '-');
}
