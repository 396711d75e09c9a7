using System.Numerics;
using IntervenGen.Numerics.WideProbe;

// One line: width of the vectors really in use, poses that differ from the scalar ones, and a fingerprint of all bits.
(int differing, ulong fingerprint) = WideComparison.Run();
Console.WriteLine($"{Vector<double>.Count} {differing} {fingerprint:x16}");
