namespace IntervenGen.Experiments;

/// <summary>In which order recipes can be made.</summary>
public static class RecipeOrder
{
    /// <summary>Recipes and all that they are made of, each once and after its inputs, otherwise in the order asked for: the first
    /// table is finished first.</summary>
    public static IReadOnlyList<Recipe> InputsFirst(IEnumerable<Recipe> wanted)
    {
        var order = new List<Recipe>();
        var seen = new HashSet<Recipe>();
        void Visit(Recipe recipe)
        {
            if (!seen.Add(recipe))
                return;
            foreach (Recipe input in recipe.Needs)
                Visit(input);
            order.Add(recipe);
        }

        foreach (Recipe recipe in wanted)
            Visit(recipe);
        return order;
    }
}
