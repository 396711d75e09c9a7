using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("IntervenGen.Numerics.Tests")]
