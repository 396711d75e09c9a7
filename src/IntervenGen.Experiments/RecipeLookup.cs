namespace IntervenGen.Experiments;

/// <summary>Finds results that are there already.</summary>
/// <remarks>Thread-safe as far as its runner and store are.</remarks>
/// <param name="runner">Knows the fingerprint of a recipe, and looks at what is only looked up.</param>
/// <param name="store">Where results are kept.</param>
public sealed class RecipeLookup(IRecipeRunner runner, IResultStore store)
{
    /// <summary>The result of a recipe as far as it is there, with those of all it is made from; null where something is missing.</summary>
    public Artifact? TryFind(Recipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        return TryFind(recipe, []);
    }

    /// <summary>The results of a recipe's inputs; null where one is missing.</summary>
    public IReadOnlyList<Artifact>? TryFindInputs(Recipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        Dictionary<Recipe, Artifact?> found = [];
        Artifact?[] inputs = [.. recipe.Inputs.Select(input => TryFind(input, found))];
        return inputs.Contains(null) ? null : [.. inputs.OfType<Artifact>()];
    }

    /// <summary>Key and path of a recipe's result.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="inputs">Results of its inputs.</param>
    public (string Key, string Path) Locate(Recipe recipe, IReadOnlyList<Artifact> inputs)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        string key = ContentKey.Of(recipe, inputs, runner.Fingerprint(recipe));
        return (key, store.PathOf(recipe, key, runner.Extension(recipe.Kind)));
    }

    /// <summary>What a recipe is missing that it cannot be made without; null where it can be made.</summary>
    /// <param name="needs">Results of its inputs and conditions.</param>
    public static Artifact? LeftOut(IEnumerable<Artifact> needs) => needs.FirstOrDefault(need => need.Failure is not null) is { } missing
        ? new Artifact("", "", [], missing.Failure)
        : null;

    private Artifact? TryFind(Recipe recipe, Dictionary<Recipe, Artifact?> found)
    {
        if (found.TryGetValue(recipe, out Artifact? known))
            return known;
        Artifact?[] needs = [.. recipe.Needs.Select(need => TryFind(need, found))];
        Artifact? artifact = null;
        if (!needs.Contains(null))
        {
            Artifact[] made = [.. needs.OfType<Artifact>()];
            artifact = LeftOut(made);
            if (artifact is null)
            {
                Artifact[] inputs = made[..recipe.Inputs.Count];
                (string key, string path) = Locate(recipe, inputs);
                artifact = recipe.IsLookedUp
                    ? runner.Run(recipe, path, inputs, 0, CancellationToken.None)
                    : store.TryRead(recipe, path, key);
            }
        }

        return found[recipe] = artifact;
    }
}
