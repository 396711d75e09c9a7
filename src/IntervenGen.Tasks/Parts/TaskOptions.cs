using IntervenGen.Core;
using IntervenGen.Interop.MuJoCo;
using IntervenGen.Simulation;

namespace IntervenGen.Tasks.Parts;

/// <summary>How a task is to be opened.</summary>
/// <param name="Mjcf">The model in place of the built-in one.</param>
/// <param name="Observability">What the trigger reveals.</param>
/// <param name="Names">What that model calls the elements of the task; by default what the task calls them.</param>
public sealed record TaskOptions(MjcfSource? Mjcf = null, Observability Observability = Observability.Full, ElementNames? Names = null);
