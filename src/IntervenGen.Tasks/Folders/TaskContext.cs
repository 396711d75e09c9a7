using IntervenGen.Core;
using IntervenGen.Interop.MuJoCo;
using IntervenGen.Tasks.Parts;

namespace IntervenGen.Tasks.Folders;

/// <summary>What a plugin's task class is made with.</summary>
/// <param name="Name">Name of the task, for <see cref="TaskSpec.Name"/>.</param>
/// <param name="Scene">The scene, with includes resolved.</param>
/// <param name="Options">Options with which the task is opened.</param>
/// <param name="Source">The folder's copy, for <see cref="TaskSpec.Source"/>, so that what is made with the task carries it.</param>
public sealed record TaskContext(string Name, MjcfSource Scene, TaskOptions Options, TaskSource? Source);
