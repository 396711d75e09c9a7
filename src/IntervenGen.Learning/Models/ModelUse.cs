using IntervenGen.Core;

namespace IntervenGen.Learning.Models;

/// <summary>Fits a model to a task.</summary>
internal static class ModelUse
{
    /// <summary>Makes a policy of a model; it is tried once.</summary>
    /// <param name="model">The model; owned by the policy, and disposed of if there is none.</param>
    /// <param name="spec">The task.</param>
    /// <param name="options">How it is used.</param>
    /// <exception cref="UsageException">It does not fit the task, or fails when it is tried.</exception>
    public static ModelPolicy Open(IModel model, TaskSpec spec, RecurrentPolicyOptions options)
    {
        try
        {
            var policy = new ModelPolicy(model, spec.ObservationSize, Columns(model, spec, options), options);
            Try(policy);
            return policy;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    // A model may say one thing of its sizes and do another; better told before a run than in it.
    private static void Try(ModelPolicy policy)
    {
        using IPolicySession session = policy.CreateSession(1);
        session.Begin(0, new EpisodeKey(0, SceneSplit.Source, 0, false));
        session.Infer([0]);
    }

    private static int[] Columns(IModel model, TaskSpec spec, RecurrentPolicyOptions options)
    {
        var faults = new List<string>();
        IReadOnlyList<ObservationField> fields = model.Origin.Observations is { Count: > 0 } said ? said : spec.Observations;
        int[] columns = ObservationColumns.Find(fields, spec, faults);
        if (faults.Count == 0 && columns.Length != model.Width)
            faults.Add($"it observes {model.Width} numbers, and {columns.Length} are given");
        if (model.ActionSize != spec.ActionSize)
            faults.Add($"it acts with {model.ActionSize} numbers, the task takes {spec.ActionSize}");
        if (options.Device == ComputeDevice.Cuda)
            faults.Add("it is evaluated on the CPU; use --inference Kernel, or Batched");
        else if (options.BatchedTorch && model.IsOneRow)
            faults.Add("it takes one observation at a time; use --inference Kernel");
        if (faults.Count > 0)
        {
            string given = string.Join(", ", spec.Observations.Select(field => $"{field.Name} ({field.Size})"));
            throw new FaultsException($"'{model.Path}' cannot be used on task '{spec.Name}', which has {given}", faults);
        }

        return columns;
    }
}
