/** What importing WebAssembly gives in workerd. Elsewhere the file's address is what is of use. */
declare const module: WebAssembly.Module;
export default module;
