namespace IntervenGen.Experiments;

/// <summary>Keeps recipes, one object for equal ones, so that whoever asks for the same shares it.</summary>
public sealed class RecipeShelf
{
    private readonly Dictionary<string, Recipe> _recipes = [];
    private readonly Dictionary<Recipe, int> _indices = [];

    /// <summary>The recipe with this kind, subject, settings and inputs; made where it is not there yet.</summary>
    /// <param name="kind">The kind of result.</param>
    /// <param name="subject">Task and robot.</param>
    /// <param name="title">A short title for people; not part of the recipe's identity.</param>
    /// <param name="settings">Everything that decides the result besides the inputs.</param>
    /// <param name="inputs">Recipes of this shelf that it is made from, in the order that its kind expects.</param>
    /// <param name="conditions">Recipes of this shelf that must have succeeded before.</param>
    public Recipe Keep(
        RecipeKind kind, RecipeSubject subject, string title, RecipeSettings settings, IReadOnlyList<Recipe> inputs,
        IReadOnlyList<Recipe>? conditions = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(inputs);
        conditions ??= [];
        // Inputs are kept already, so a reference names each of them.
        string identity = $"{kind} {subject.Task} {subject.Robot} {settings.ToJson().ToJsonString()} " +
            $"{string.Join(' ', inputs.Select(IndexOf))} if {string.Join(' ', conditions.Select(IndexOf))}";
        if (!_recipes.TryGetValue(identity, out Recipe? recipe))
        {
            _recipes[identity] = recipe = new Recipe(kind, subject, title, settings, inputs, conditions);
            _indices[recipe] = _indices.Count;
        }

        return recipe;
    }

    private int IndexOf(Recipe input) => _indices.TryGetValue(input, out int index)
        ? index
        : throw new ArgumentException($"'{input.Title}' is of another shelf", nameof(input));
}
