using System.Runtime.CompilerServices;

[assembly: DisableRuntimeMarshalling]
[assembly: InternalsVisibleTo("IntervenGen.Episodes.Tests")]
[assembly: InternalsVisibleTo("IntervenGen.Fuzz")]
