// Enter in the field of a date or a time takes what is typed there; a browser would send the whole form with it.
// Listens where everything has bubbled to, so that the picker itself has had the key.
export function keepFormFromDates(): void {
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && event.target instanceof HTMLInputElement && event.target.closest('.ant-picker'))
      event.preventDefault()
  })
}
