/** A resource type in words: `DB instance` of `AWS::RDS::DBInstance`, `security group` of `AWS::EC2::SecurityGroup`. */
export function typeInWords(type: string): string {
  const words = type.slice(type.lastIndexOf(':') + 1).match(/[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+|\d+/g) ?? [type];
  return words.map((word) => (/^[A-Z]{2,}$/.test(word) ? word : word.toLowerCase())).join(' ');
}
