using IntervenGen.Experiments;

namespace IntervenGen;

/// <summary>Names of stages, by which their results lie in a run's folder: the first variant that needs a stage names it.</summary>
internal sealed class StageNames
{
    private readonly Dictionary<Recipe, string> _names = [];
    private readonly Dictionary<string, Recipe> _recipes = new(StringComparer.Ordinal);

    /// <summary>The stages, by name.</summary>
    public IReadOnlyDictionary<string, Recipe> Recipes => _recipes;

    /// <summary>The name of a stage, without the extension of its result.</summary>
    public string this[Recipe recipe] => _names[recipe];

    /// <summary>Names a stage that has no name yet.</summary>
    public Recipe Give(Recipe recipe, string name)
    {
        if (_names.ContainsKey(recipe))
            return recipe;
        string free = name;
        // A policy and its data may have one name, as base.igen and base.ckpt; two datasets may not.
        for (int i = 2; _recipes.ContainsKey(KeyOf(recipe, free)); i++)
            free = $"{name}-{i}";
        _names[recipe] = free;
        _recipes[KeyOf(recipe, free)] = recipe;
        return recipe;
    }

    /// <summary>Name and extension of a stage.</summary>
    public string FullName(Recipe recipe) => KeyOf(recipe, _names[recipe]);

    private static string KeyOf(Recipe recipe, string name) => name + StageRunner.ExtensionOf(recipe.Kind);
}
