using System.Runtime.CompilerServices;

// Every argument that crosses to C is blittable, so the runtime copies nothing.
[assembly: DisableRuntimeMarshalling]
[assembly: InternalsVisibleTo("IntervenGen.Interop.Tests")]
