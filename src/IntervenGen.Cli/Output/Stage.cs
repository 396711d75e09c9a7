namespace IntervenGen.Cli.Output;

/// <summary>Long work in progress, as a person sees it.</summary>
internal abstract class Stage
{
    /// <summary>Says how far it is.</summary>
    /// <param name="done">Units of work done.</param>
    /// <param name="words">A few words.</param>
    public abstract void Update(double done, string words);

    /// <summary>Ends it.</summary>
    /// <param name="isOver">Whether all of it was done; otherwise it was given up, or stopped.</param>
    public abstract void End(bool isOver);
}
