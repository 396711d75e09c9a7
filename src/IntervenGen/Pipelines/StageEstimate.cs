using IntervenGen.Core;
using IntervenGen.Experiments;
using IntervenGen.Learning;
using IntervenGen.Simulation;
using IntervenGen.Tasks;

namespace IntervenGen;

/// <summary>Estimates the work of a stage before anything is known of it.</summary>
/// <remarks>
/// The rates are those of one core of an AMD EPYC (Turin) in this project's benchmarks, 3,800 control steps a second, and success rates
/// between those of the built-in tasks. A task of one's own may be off by several times.
/// </remarks>
internal sealed class StageEstimate
{
    private const double SecondsPerStep = 1 / 3800.0, AttemptShareOfHorizon = 0.25, TrialShareOfHorizon = 0.4;
    private const double OperatorSuccess = 0.95, ReplaySuccess = 0.8, MistakeShare = 0.6, PatientShare = 0.2;

    private readonly Dictionary<RecipeSubject, int> _horizons = [];

    /// <summary>Attempts, trials or gradient steps.</summary>
    public static long AttemptsOf(Recipe recipe) => recipe.Settings switch
    {
        FillSettings fill => (long)Math.Ceiling(fill.Episodes / SuccessOf(recipe.Kind, fill.Patience)),
        TrialSettings trials => trials.Trials,
        PolicySettings training => training.Config.GradientSteps,
        _ => 0,
    };

    /// <summary>Seconds of one core.</summary>
    public double CoreSecondsOf(Recipe recipe) => recipe.Settings switch
    {
        FillSettings => AttemptsOf(recipe) * HorizonOf(recipe) * AttemptShareOfHorizon * SecondsPerStep,
        TrialSettings => AttemptsOf(recipe) * HorizonOf(recipe) * TrialShareOfHorizon * SecondsPerStep,
        PolicySettings training => (training.Config.GradientSteps * SecondsPerGradientStep(training.Config))
            + (training.Selection.Trials * training.Selection.Checkpoints * HorizonOf(recipe) * TrialShareOfHorizon * SecondsPerStep),
        _ => 0,
    };

    private static double SuccessOf(RecipeKind kind, int patience) => kind switch
    {
        RecipeKind.CollectDemonstrations => OperatorSuccess,
        RecipeKind.GenerateDemonstrations => ReplaySuccess,
        _ => patience > 0 ? PatientShare : MistakeShare,
    };

    // 20 steps a second at 2 x 400 units and 100 windows of 10 steps; the matrices grow with the square of the units.
    private static double SecondsPerGradientStep(PolicyConfig config) =>
        (0.002 + (0.048 * Math.Pow(config.Hidden / 400.0, 2) * config.Layers / 2)) * config.BatchSize / 100 * config.SequenceLength / 10;

    private int HorizonOf(Recipe recipe)
    {
        var subject = new RecipeSubject(recipe.Task, recipe.Robot);
        if (!_horizons.TryGetValue(subject, out int horizon))
        {
            using SimulatedTask task = Workspace.OpenTask(TaskCatalog.Find(recipe.Task), null, Observability.Full, recipe.Robot);
            _horizons[subject] = horizon = task.Spec.Horizon;
        }

        return horizon;
    }
}
