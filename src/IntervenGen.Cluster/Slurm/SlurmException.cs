using IntervenGen.Core;

namespace IntervenGen.Cluster.Slurm;

/// <summary>A Slurm command failed; the message has the command and what it said.</summary>
/// <param name="message">The message.</param>
/// <param name="inner">The cause, if another exception led here.</param>
public sealed class SlurmException(string message, Exception? inner = null) : IntervenGenException(message, inner);
