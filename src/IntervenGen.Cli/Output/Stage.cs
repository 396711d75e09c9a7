namespace IntervenGen.Cli.Output;

/// <summary>A stage of long work, as it is displayed.</summary>
internal abstract class Stage
{
    /// <summary>Reports how much of the stage is done.</summary>
    /// <param name="done">Units of work done.</param>
    /// <param name="words">A few words.</param>
    public abstract void Update(double done, string words);

    /// <summary>Ends the stage.</summary>
    /// <param name="isOver">Whether all of it was done; otherwise it was given up, or stopped.</param>
    public abstract void End(bool isOver);
}
