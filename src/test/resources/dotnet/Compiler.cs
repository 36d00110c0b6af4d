// Runs the C# compiler with the arguments of csc: dotnet compiler.dll -out:FILE -r:LIBRARY SOURCE... [+ -out:FILE ...]
// A + separates the arguments of several compilations. Prints the compiler's errors and warnings. The exit code is 1 if there are
// errors. Mono compiles this program, and can't read the compiler's libraries. So this program uses them through `dynamic`.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text;
using System.Threading;

internal static class Compiler
{
    private static readonly Assembly Common = Load("Microsoft.CodeAnalysis.dll"), CSharp = Load("Microsoft.CodeAnalysis.CSharp.dll");

    private static Assembly Load(string library)
    {
        return Assembly.LoadFrom(Path.Combine(AppContext.BaseDirectory, library));
    }

    private static object Call(Assembly library, string type, string method, params object[] arguments)
    {
        const BindingFlags How = BindingFlags.InvokeMethod | BindingFlags.GetProperty | BindingFlags.Static | BindingFlags.Public
            | BindingFlags.OptionalParamBinding;
        return library.GetType("Microsoft.CodeAnalysis." + type, true).InvokeMember(method, How, null, null, arguments);
    }

    private static Array List(string type, IEnumerable<object> items)
    {
        object[] all = items.ToArray();
        Array list = Array.CreateInstance(Common.GetType("Microsoft.CodeAnalysis." + type, true), all.Length);
        all.CopyTo(list, 0);
        return list;
    }

    private static int Main(string[] words)
    {
        int errors = 0;
        for (int start = 0; start < words.Length; )
        {
            string[] some = words.Skip(start).TakeWhile(word => word != "+").ToArray();
            start += some.Length + 1;
            errors += Compile(some);
        }
        return errors == 0 ? 0 : 1;
    }

    // Returns the number of errors.
    private static int Compile(string[] words)
    {
        dynamic asked = ((dynamic)Call(CSharp, "CSharp.CSharpCommandLineParser", "Default"))
            .Parse(words, Directory.GetCurrentDirectory(), null, null);
        var trees = new List<object>();
        foreach (dynamic file in asked.SourceFiles)
        {
            string path = file.Path;
            object[] arguments = { File.ReadAllText(path), asked.ParseOptions, path, Encoding.UTF8, CancellationToken.None };
            trees.Add(Call(CSharp, "CSharp.CSharpSyntaxTree", "ParseText", arguments));
        }
        var libraries = new List<object>();
        foreach (dynamic library in asked.MetadataReferences)
        {
            libraries.Add(Call(Common, "MetadataReference", "CreateFromFile", (string)library.Reference));
        }
        string name = asked.OutputFileName;
        object[] parts =
        {
            Path.GetFileNameWithoutExtension(name), List("SyntaxTree", trees), List("MetadataReference", libraries),
            asked.CompilationOptions
        };
        dynamic all = Call(CSharp, "CSharp.CSharpCompilation", "Create", parts);
        int errors = Show(asked.Errors);
        using (Stream file = File.Create(Path.Combine((string)asked.OutputDirectory, name)))
        {
            errors += Show(all.Emit(file).Diagnostics);
        }
        return errors;
    }

    // Prints the errors and warnings. Returns the number of errors.
    private static int Show(dynamic found)
    {
        int errors = 0;
        foreach (dynamic each in found)
        {
            int severity = (int)each.Severity;
            errors += severity == 3 ? 1 : 0;
            if (severity >= 2)
            {
                Console.WriteLine(each.ToString());
            }
        }
        return errors;
    }
}
