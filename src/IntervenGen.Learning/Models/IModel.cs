namespace IntervenGen.Learning.Models;

/// <summary>One step of somebody's network, evaluated by a runtime of others: ONNX Runtime or libtorch.</summary>
/// <remarks>Constant; any thread. Dispose of it after its batches.</remarks>
internal interface IModel : IDisposable
{
    /// <summary>Path of the file.</summary>
    string Path { get; }

    /// <summary>The digest of the file, 32 hexadecimal digits.</summary>
    string Digest { get; }

    /// <summary>What the model says of itself.</summary>
    ModelOrigin Origin { get; }

    /// <summary>What it is, in words.</summary>
    string Words { get; }

    /// <summary>Number of weights; 0 where it is not known.</summary>
    long Parameters { get; }

    /// <summary>Number of components of an observation; 0 where it is not known.</summary>
    int Width { get; }

    /// <summary>Number of components of an action; 0 where it is not known.</summary>
    int ActionSize { get; }

    /// <summary>Whether the actions are the means of a mixture, with logits.</summary>
    bool IsMixture { get; }

    /// <summary>Number of modes; 1 without a mixture.</summary>
    int Modes { get; }

    /// <summary>Whether it takes one observation at a time only.</summary>
    bool IsOneRow { get; }

    /// <summary>The recurrent states.</summary>
    IReadOnlyList<ModelState> States { get; }

    /// <summary>Makes inputs and outputs for a fixed number of rows.</summary>
    ModelBatch CreateBatch(int rows);
}
