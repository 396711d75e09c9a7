using IntervenGen.Learning.Wire;

namespace IntervenGen.Web.Policies;

/// <summary>How many recurrent states all connections together may hold. Any thread.</summary>
internal sealed class RowBudget
{
    // At the largest network that can be trained a row's state is some 100 kB.
    private const int MaxRows = 4 * PolicyWireSession.MaxRows;

    private int _taken;

    /// <summary>Takes some for a connection.</summary>
    /// <exception cref="WireException">There are not as many left.</exception>
    public void Take(int rows)
    {
        if (Interlocked.Add(ref _taken, rows) <= MaxRows)
            return;
        Return(rows);
        throw new WireException($"{rows} rows are asked for, and all clients together may have {MaxRows}");
    }

    /// <summary>Gives back what a connection took.</summary>
    public void Return(int rows) => Interlocked.Add(ref _taken, -rows);
}
