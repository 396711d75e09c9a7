using System.Text.Json.Nodes;

namespace IntervenGen.Experiments.Tests;

/// <summary>Pretends to carry recipes out: a policy's success is a number made of its data.</summary>
internal sealed class FakeRunner : IRecipeRunner
{
    /// <summary>What a recipe's file holds until it is carried out.</summary>
    public const string Unfinished = "unfinished";

    private readonly Lock _lock = new();

    /// <summary>Titles of what was carried out, in the order of finishing.</summary>
    public List<string> Made { get; } = [];

    /// <summary>What was carried out, in the order of finishing.</summary>
    public List<Recipe> Recipes { get; } = [];

    /// <summary>Most recipes that were under way at once.</summary>
    public int MaxAtOnce { get; private set; }

    /// <summary>Slots that were in use twice at the same time.</summary>
    public int SlotClashes { get; private set; }

    public string Model { get; set; } = "model 1";

    /// <summary>Content of collected demonstrations; what is made from them changes with it.</summary>
    public string Demonstrations { get; set; } = "d1";

    public Func<Recipe, bool> Fails { get; set; } = _ => false;

    public Func<Recipe, bool> Throws { get; set; } = _ => false;

    public Action<Recipe, CancellationToken> Before { get; set; } = (_, _) => { };

    private readonly HashSet<int> _busy = [];

    public string Fingerprint(Recipe recipe) => Model;

    public string Extension(RecipeKind kind) => ".x";

    public Artifact Run(Recipe recipe, string path, IReadOnlyList<Artifact> inputs, int slot, CancellationToken cancellation)
    {
        lock (_lock)
        {
            SlotClashes += _busy.Add(slot) ? 0 : 1;
            MaxAtOnce = Math.Max(MaxAtOnce, _busy.Count);
        }

        try
        {
            File.WriteAllText(path, Unfinished);
            Before(recipe, cancellation);
            cancellation.ThrowIfCancellationRequested();
            if (Throws(recipe))
                throw new FormatException($"on purpose: {recipe.Title}");
            File.WriteAllText(path, recipe.Title);
            string digest = recipe.Kind == RecipeKind.CollectDemonstrations
                ? Demonstrations
                : $"{recipe.Title} from {string.Join('+', inputs.Select(input => input.Digest))}";
            var facts = new JsonObject
            {
                ["operator_seconds"] = 60.0,
                ["successes"] = recipe.Inputs.Count > 0 && recipe.Inputs[0].Title.Contains("I-Gen'", StringComparison.Ordinal) ? 190 : 20,
                ["trials"] = 200,
                ["episodes"] = 90,
                ["attempts"] = 100,
                ["alarms"] = 30,
                ["right_alarms"] = 25,
                ["failed"] = 50,
                ["median_delay_steps"] = 4,
            };
            lock (_lock)
            {
                Made.Add($"{recipe.Task}: {recipe.Title}");
                Recipes.Add(recipe);
            }

            return new Artifact(path, digest, facts, Fails(recipe) ? $"'{recipe.Title}' kept nothing" : null);
        }
        finally
        {
            lock (_lock)
                _busy.Remove(slot);
        }
    }
}
