using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("IntervenGen.Perception.Tests")]
