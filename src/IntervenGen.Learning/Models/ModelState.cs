namespace IntervenGen.Learning.Models;

/// <summary>A recurrent state of a model, shape [layers, rows, units].</summary>
/// <param name="Layers">Its first size.</param>
/// <param name="Units">Its last size; between them stand the rows.</param>
internal record ModelState(int Layers, int Units)
{
    /// <summary>Numbers of one row.</summary>
    public int Count => Layers * Units;
}
