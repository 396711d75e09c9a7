using IntervenGen.Learning.CpuProbe;

// One line: the vectors really in use, and fingerprints of all bits of a training run and of actions.
Console.WriteLine($"{KernelDigest.WidestVectors} {KernelDigest.OfTraining():x16} {KernelDigest.OfInference():x16}");
