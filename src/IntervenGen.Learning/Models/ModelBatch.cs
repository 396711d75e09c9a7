using IntervenGen.Core;

namespace IntervenGen.Learning.Models;

/// <summary>Inputs and outputs of a model for a fixed number of rows, made once and used for every step.</summary>
/// <remarks>One thread at a time.</remarks>
internal abstract class ModelBatch : IDisposable
{
    /// <summary>Makes the arrays.</summary>
    protected ModelBatch(IModel model, int rows)
    {
        Rows = rows;
        Observations = new float[rows * model.Width];
        Actions = new float[rows * model.Modes * model.ActionSize];
        Logits = new float[model.IsMixture ? rows * model.Modes : 0];
        States = [.. model.States.Select(state => (state, new float[rows * state.Count], new float[rows * state.Count]))];
    }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>The observations, shape [rows, width].</summary>
    public float[] Observations { get; }

    /// <summary>The actions or means, shape [rows, modes, action size].</summary>
    public float[] Actions { get; }

    /// <summary>The logits, shape [rows, modes]; empty without a mixture.</summary>
    public float[] Logits { get; }

    /// <summary>The states before and after a step, shape [layers, rows, units] each.</summary>
    public IReadOnlyList<(ModelState State, float[] Before, float[] After)> States { get; }

    /// <summary>Computes one step of all rows.</summary>
    /// <exception cref="UsageException">The model fails, or gives other sizes than it says.</exception>
    public abstract void Run();

    /// <inheritdoc/>
    public abstract void Dispose();
}
