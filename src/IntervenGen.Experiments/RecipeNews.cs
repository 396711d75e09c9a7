namespace IntervenGen.Experiments;

/// <summary>What has become of a recipe.</summary>
public enum RecipeOutcome
{
    /// <summary>Its work has begun.</summary>
    Begun = 0,

    /// <summary>Its result was there already.</summary>
    Kept = 1,

    /// <summary>Its work is done, with or without a result.</summary>
    Made = 2,

    /// <summary>Something that it needs has no result.</summary>
    LeftOut = 3,
}

/// <summary>News of one recipe.</summary>
/// <param name="Recipe">The recipe.</param>
/// <param name="Outcome">What has become of it.</param>
/// <param name="Index">Its number among all, in the order in which they were taken up, from 1.</param>
/// <param name="Count">Number of all.</param>
/// <param name="Seconds">Duration of its work, seconds.</param>
/// <param name="Words">A few words about it.</param>
/// <param name="Line">The same as a line of a log; null where only its beginning is told.</param>
public sealed record RecipeNews(Recipe Recipe, RecipeOutcome Outcome, int Index, int Count, double Seconds, string Words, string? Line);
