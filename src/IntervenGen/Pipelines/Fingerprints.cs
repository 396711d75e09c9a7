using System.Text.Json;
using IntervenGen.Experiments;
using IntervenGen.Generation;
using IntervenGen.Interop.MuJoCo;
using IntervenGen.Simulation;
using IntervenGen.Tasks;

namespace IntervenGen;

/// <summary>What decides a recipe's result besides itself: the task's model and rules, the robot, and the versions of this program.</summary>
/// <remarks>Thread-safe. Every task is opened once.</remarks>
internal sealed class Fingerprints
{
    private readonly Lock _lock = new();
    private readonly Dictionary<RecipeSubject, string> _known = [];

    /// <summary>The fingerprint of a recipe.</summary>
    /// <exception cref="Core.UsageException">The task or the robot cannot be opened.</exception>
    public string Of(Recipe recipe)
    {
        var subject = new RecipeSubject(recipe.Task, recipe.Robot);
        lock (_lock)
        {
            if (!_known.TryGetValue(subject, out string? fingerprint))
            {
                using SimulatedTask opened = Workspace.OpenTask(
                    TaskCatalog.Find(subject.Task), null, Core.Observability.Full, subject.Robot);
                string options = JsonSerializer.Serialize(new GenerationOptions());
                // The source is unsaid where it is this program's own, so that results of earlier versions keep their names.
                string source = opened.Spec.Source is { } folder ? $" {folder.Hash}" : "";
                _known[subject] = fingerprint =
                    $"{opened.Spec.ModelHash}{source} {Workspace.Version} {MuJoCoLibrary.Version} {options}";
            }

            return fingerprint;
        }
    }
}
