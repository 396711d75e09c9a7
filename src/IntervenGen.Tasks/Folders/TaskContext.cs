using IntervenGen.Core;
using IntervenGen.Interop.MuJoCo;
using IntervenGen.Tasks.Parts;
using IntervenGen.Tasks.Robots;

namespace IntervenGen.Tasks.Folders;

/// <summary>What a plugin's task class is made with.</summary>
/// <param name="Name">Name of the task, for <see cref="TaskSpec.Name"/>.</param>
/// <param name="Scene">The scene, with includes resolved.</param>
/// <param name="Robot">The robot in the scene: its arm for the base class, its hash for <see cref="TaskSpec.ModelHash"/>, its reference
/// for <see cref="TaskSpec.Robot"/>.</param>
/// <param name="Options">Options with which the task is opened.</param>
/// <param name="Source">The folder's copy, for <see cref="TaskSpec.Source"/>, so that what is made with the task carries it.</param>
public sealed record TaskContext(string Name, MjcfSource Scene, Robot Robot, TaskOptions Options, TaskSource? Source);
